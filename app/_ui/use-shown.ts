'use client';

import { useState } from 'react';

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
