'use client';

import { useState } from 'react';

export type Ticks = {
  readonly has: (key: string) => boolean;
  readonly toggle: (key: string) => void;
};

/** Which warnings were ticked. A warning that stays over a re-reading stays ticked. */
export function useTicks(): Ticks {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  return {
    has: (key) => keys.has(key),
    toggle: (key) =>
      setKeys((current) => {
        const next = new Set(current);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
  };
}
