'use client';

import type { KeyboardEvent } from 'react';

const STOP = '[data-arrow-stop]';

/** Lets the arrow keys, Home and End walk the stops (`data-arrow-stop`) of a list. */
export function walkWithArrowKeys(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') return walkAlongRow(event);
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOP)];
  const here = stops.findIndex((stop) => stop === document.activeElement);
  if (here === -1) return;
  const target = stops[targetIndex(event.key, here, stops.length)];
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}

/** Right and left walk the links and copy buttons of the row that has the focus. */
function walkAlongRow(event: KeyboardEvent<HTMLElement>): void {
  const row = document.activeElement?.closest('tr, li');
  if (row == null || !event.currentTarget.contains(row)) return;
  const stops = [...row.querySelectorAll<HTMLElement>('a, button')];
  const here = stops.findIndex((stop) => stop === document.activeElement);
  const target = stops[here + (event.key === 'ArrowRight' ? 1 : -1)];
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}

/** -1 where the key does not walk. */
function targetIndex(key: string, here: number, count: number): number {
  switch (key) {
    case 'ArrowDown':
      return Math.min(here + 1, count - 1);
    case 'ArrowUp':
      return Math.max(here - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
