'use client';

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Puts the focus on the page's title once it is `ready`, unless the person put it somewhere already:
 * after a lookup or an Execute, a screen reader and the Tab key begin at the new page.
 */
export function useHeadingFocus(ready: boolean): RefObject<HTMLDivElement | null> {
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    if (!ready || (focused !== null && focused !== document.body)) return;
    const heading = page.current?.querySelector<HTMLElement>('h1');
    if (heading === null || heading === undefined) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }, [ready]);
  return page;
}
