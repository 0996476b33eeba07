'use client';

import { useState } from 'react';
import { useHydrated } from '@/app/_ui/hydration';

const NONE: ReadonlySet<string> = new Set();

export type Acknowledgements = {
  readonly has: (key: string) => boolean;
  /** Acknowledges all of them, or takes it back. */
  readonly set: (keys: readonly string[], acknowledged: boolean) => void;
};

/**
 * Which warnings were acknowledged. One that is still there after a refresh stays acknowledged, and
 * those of a plan outlast signing in again.
 */
export function useAcknowledgements(fingerprint: string): Acknowledgements {
  const hydrated = useHydrated();
  const [changed, setKeys] = useState<ReadonlySet<string> | null>(null);
  // The server knows nothing of this tab, so its page begins with none.
  const [saved] = useState(() => loadAcknowledgements(fingerprint));
  const keys = changed ?? (hydrated ? saved : NONE);
  return {
    has: (key) => keys.has(key),
    set(wanted, acknowledged) {
      const next = changeKeys(keys, wanted, acknowledged);
      setKeys(next);
      saveAcknowledgements(fingerprint, next);
    },
  };
}

/** The keys with those of `wanted`, or without them. */
export function changeKeys(
  keys: ReadonlySet<string>,
  wanted: readonly string[],
  acknowledged: boolean,
): ReadonlySet<string> {
  const next = new Set(keys);
  for (const key of wanted) {
    if (acknowledged) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** As long as a session lasts without being used. */
const KEEP_MS = 15 * 60 * 1000;
const KEY = 'snapgate-acknowledgements';

type Kept = { readonly plan: string; readonly keys: readonly string[]; readonly at: number };

/**
 * Acknowledgements are kept in the tab for a while, so that signing in again loses none. They count only for
 * the very plan that they were made for.
 */
function saveAcknowledgements(plan: string, keys: ReadonlySet<string>): void {
  try {
    const kept: Kept = { plan, keys: [...keys], at: Date.now() };
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: they are acknowledged again after signing in.
  }
}

function loadAcknowledgements(plan: string): ReadonlySet<string> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '') as Kept;
    const counts = kept.plan === plan && Date.now() - kept.at < KEEP_MS;
    return new Set(counts ? kept.keys : []);
  } catch {
    return new Set();
  }
}
