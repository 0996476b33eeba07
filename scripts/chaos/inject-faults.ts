import { setTimeout as wait } from 'node:timers/promises';
import type { Fleet } from './fleet';
import type { OwnPostgres } from './own-postgres';
import type { Strike } from './fault-schedule';

export type FaultCounts = { kills: number; pauses: number; restarts: number };

/** Lets every strike happen at its time, none once aborted; returns when the last one is over. */
export async function injectFaults(
  schedule: readonly Strike[],
  fleet: Fleet,
  postgres: OwnPostgres,
  signal?: AbortSignal,
): Promise<FaultCounts> {
  const count: FaultCounts = { kills: 0, pauses: 0, restarts: 0 };
  const begunAt = performance.now();
  const underway: Promise<unknown>[] = [];
  for (const strike of schedule) {
    const waitMs = Math.max(0, strike.atMs - (performance.now() - begunAt));
    await wait(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted === true) break;
    switch (strike.kind) {
      case 'kill':
        underway.push(
          fleet.kill(strike.worker, strike.afterMs).then((killed) => {
            if (killed) count.kills += 1;
          }),
        );
        break;
      case 'pause':
        count.pauses += 1;
        underway.push(fleet.pause(strike.worker, strike.forMs));
        break;
      case 'restart':
        count.restarts += 1;
        await postgres.restart(strike.how);
        break;
    }
  }
  await Promise.all(underway);
  return count;
}
