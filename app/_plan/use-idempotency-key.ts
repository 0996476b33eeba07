'use client';

import { useState } from 'react';
import { v4 as createUuid } from 'uuid';

/**
 * An idempotency key per plan that was seen: pressing twice, or again after a lost connection, is
 * one run. After a refusal the key is spent and has to be renewed.
 */
export function useIdempotencyKey(seen: string): {
  readonly idempotencyKey: string;
  readonly renew: () => void;
} {
  const [state, setState] = useState(() => ({ seen, idempotencyKey: createUuid() }));
  const renew = () => setState({ seen, idempotencyKey: createUuid() });
  if (state.seen !== seen) renew();
  return { idempotencyKey: state.idempotencyKey, renew };
}
