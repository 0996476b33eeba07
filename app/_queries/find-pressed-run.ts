import type { Problem } from '@/lib/errors/problem';
import type { ExecuteOutcome } from '@/lib/run/run';
import { fetchJson, problemOf } from './fetch-json';

export type PressedRun = { readonly outcome: ExecuteOutcome | null };

/** What is known about a press whose answer was lost. */
export type LostPress =
  | { readonly kind: 'found'; readonly outcome: ExecuteOutcome }
  | { readonly kind: 'none' }
  /** Snapgate could not be asked. */
  | { readonly kind: 'unknown'; readonly problem: Problem };

/** Planning again takes seconds, and a proxy may have given up in the middle of it. */
const PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000];

/** Looks for the run of a press by its idempotency key, until it is there or 15 seconds are over. */
export async function findPressedRun(idempotencyKey: string): Promise<LostPress> {
  let last: LostPress = { kind: 'none' };
  for (const pauseMs of PAUSES_MS) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    last = await ask(idempotencyKey);
    if (last.kind === 'found') return last;
  }
  return last;
}

async function ask(idempotencyKey: string): Promise<LostPress> {
  try {
    const signal = AbortSignal.timeout(10_000);
    const { outcome } = await fetchJson<PressedRun>(`/api/runs/by-key/${idempotencyKey}`, signal);
    return outcome === null ? { kind: 'none' } : { kind: 'found', outcome };
  } catch (error) {
    return { kind: 'unknown', problem: problemOf(error) };
  }
}
