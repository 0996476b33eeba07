import type { FaultBook } from '@/sandbox/server/fault-book';
import type { Judgement } from './judge-book';
import { describeEffect } from './storm-faults';

export type TrialReport = Judgement & {
  readonly kills: number;
  readonly pauses: number;
  /** Of PostgreSQL. */
  readonly restarts: number;
  /** How often each kind of fault struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** Runs, snapshots and messages that did not come to their end in time. */
  readonly open: number;
  /** Logs of processes that ended although nobody killed them. */
  readonly crashes: readonly string[];
  readonly seconds: number;
};

/** How often what went wrong, by operation and effect. */
export function countFaults(
  faults: ReturnType<FaultBook['list']>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    faults.map(({ system, operation, effect, struck }) => [
      `${operation ?? system}: ${describeEffect(effect)}`,
      struck,
    ]),
  );
}
