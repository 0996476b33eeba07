'use client';

import { useState } from 'react';
import { v4 as createUuid } from 'uuid';

/**
 * A once-only key per plan that was seen: pressing twice, or again after a lost connection, is one
 * run. After a refusal the key is spent and has to be renewed.
 */
export function useOnceKey(seen: string): { readonly onceKey: string; readonly renew: () => void } {
  const [state, setState] = useState(() => ({ seen, onceKey: createUuid() }));
  const renew = () => setState({ seen, onceKey: createUuid() });
  if (state.seen !== seen) renew();
  return { onceKey: state.onceKey, renew };
}
