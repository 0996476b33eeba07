'use client';

import { useSyncExternalStore, type ReactNode } from 'react';

const subscribe = () => () => undefined;

/** False while the page is as the server wrote it: what only the browser knows must wait for that. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}

type Props = { readonly children: ReactNode };

/**
 * Controls that the server wrote and whose code may still be on its way: disabled until it is there,
 * because React forgets what was typed, checked, or pressed before.
 */
export function Controls({ children }: Props) {
  return (
    <fieldset role="none" disabled={!useHydrated()} className="contents">
      {children}
    </fieldset>
  );
}
