import { setTimeout as wait } from 'node:timers/promises';
import type { Fleet } from './fleet';
import type { OwnPostgres } from './own-postgres';
import type { Strike } from './plan-storm';

export type StormCount = { kills: number; pauses: number; restarts: number };

/** Lets every strike happen at its time; returns when the last one is over. */
export async function unleashStorm(
  storm: readonly Strike[],
  fleet: Fleet,
  postgres: OwnPostgres,
): Promise<StormCount> {
  const count: StormCount = { kills: 0, pauses: 0, restarts: 0 };
  const begunAt = performance.now();
  const pauses: Promise<void>[] = [];
  for (const strike of storm) {
    await wait(Math.max(0, strike.atMs - (performance.now() - begunAt)));
    switch (strike.kind) {
      case 'kill':
        count.kills += 1;
        await fleet.kill(strike.worker);
        break;
      case 'pause':
        count.pauses += 1;
        pauses.push(fleet.pause(strike.worker, strike.forMs));
        break;
      case 'restart':
        count.restarts += 1;
        await postgres.restart(strike.how);
        break;
    }
  }
  await Promise.all(pauses);
  return count;
}
