'use client';

import { useState } from 'react';
import { Button } from './button';
import { formatNumber } from './format-number';

const FIRST = 50;
const MORE = 200;

type Shown<T> = {
  readonly items: readonly T[];
  readonly hidden: number;
  readonly next: number;
  readonly showMore: () => void;
};

/** The first part of a long list and the way to more, so that 1,000 rows do not freeze the page. */
export function useShown<T>(all: readonly T[]): Shown<T> {
  const [limit, setLimit] = useState(FIRST);
  const hidden = Math.max(0, all.length - limit);
  return {
    items: hidden === 0 ? all : all.slice(0, limit),
    hidden,
    next: Math.min(hidden, MORE),
    showMore: () => setLimit((current) => current + MORE),
  };
}

type Props = { readonly hidden: number; readonly next: number; readonly onShowMore: () => void };

/** The end of a list that goes on. */
export function ShowMore({ hidden, next, onShowMore }: Props) {
  if (hidden === 0) return null;
  return (
    <div className="no-print flex flex-wrap items-center justify-center gap-3 border-t border-line px-4 py-3">
      <span className="text-muted">{formatNumber(hidden)} more not shown</span>
      <Button onClick={onShowMore}>Show {formatNumber(next)} more</Button>
    </div>
  );
}
