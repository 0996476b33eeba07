'use client';

import type { ReactNode } from 'react';
import { useHydrated } from './use-hydrated';

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
