'use client';

import { useState } from 'react';
import { keepTicks, readKeptTicks } from './kept-ticks';

export type Ticks = {
  readonly has: (key: string) => boolean;
  readonly toggle: (key: string) => void;
};

/**
 * Which warnings were ticked. A warning that stays over a re-reading stays ticked, and the ticks of
 * a plan outlast signing in again.
 */
export function useTicks(fingerprint: string): Ticks {
  const [keys, setKeys] = useState(() => readKeptTicks(fingerprint));
  return {
    has: (key) => keys.has(key),
    toggle(key) {
      const next = new Set(keys);
      if (!next.delete(key)) next.add(key);
      setKeys(next);
      keepTicks(fingerprint, next);
    },
  };
}
