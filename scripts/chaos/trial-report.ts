import type { FaultRegistry } from '@/sandbox/server/fault-registry';
import type { Judgment } from './checker';
import { effectLabel } from './scheduled-faults';

export type TrialReport = Judgment & {
  readonly kills: number;
  readonly pauses: number;
  /** Of PostgreSQL. */
  readonly restarts: number;
  /** How often each kind of fault struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** Runs, snapshots and messages that did not come to their end in time. */
  readonly open: number;
  /** Logs of processes that ended although no one killed them. */
  readonly crashes: readonly string[];
  readonly seconds: number;
};

/** How often what went wrong, by operation and effect. */
export function countFaults(
  faults: ReturnType<FaultRegistry['list']>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    faults.map(({ system, operation, effect, struck }) => [
      `${operation ?? system}: ${effectLabel(effect)}`,
      struck,
    ]),
  );
}
