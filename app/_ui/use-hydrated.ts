'use client';

import { useSyncExternalStore } from 'react';

const subscribe = () => () => undefined;

/** False while the page is as the server wrote it: what only the browser knows must wait for that. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
