'use client';

import type { KeyboardEvent } from 'react';

const STOP = '[data-arrow-stop]';

/** Lets the arrow keys, Home and End walk the stops (`data-arrow-stop`) of a list. */
export function walkWithArrowKeys(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOP)];
  const here = stops.findIndex((stop) => stop === document.activeElement);
  if (here === -1) return;
  const target = stops[targetIndex(event.key, here, stops.length)];
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
