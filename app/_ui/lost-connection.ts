import type { Problem } from '@/lib/errors/problem';

/** The answer of an action did not arrive, so nobody knows here whether it was done. */
export function lostConnection(hint: string): Problem {
  return {
    code: 'internal',
    message: 'The connection was lost before the answer arrived.',
    hint,
    requestId: '',
    retryAfterMs: null,
  };
}
