import type { ChangeFeed } from '@/lib/db/change-feed';
import { announceRuns } from './announce-runs';
import { carryOutRun } from './carry-out-run';
import { claimRuns } from './claim-runs';
import type { Engine } from './engine';
import { watchSnapshots } from './watch-snapshots';

export type Worker = {
  /** Stops taking work, finishes or hands over what is in flight. */
  stop(): Promise<void>;
};

/** Runs that one process carries out side by side. */
const MOST_RUNS = 20;
/** The sweep: picks up what no wake-up told of. */
const SWEEP_MS = 500;

/**
 * Carries out runs, follows pending snapshots and tells Slack, in any number of processes on one
 * database. The rows say what is due; a wake-up only makes it quicker.
 */
export function startWorker(engine: Engine, feed: ChangeFeed): Worker {
  const stopping = new AbortController();
  const owner = engine.newId();
  const running = new Set<Promise<void>>();

  const takeRuns = async () => {
    const claims = await claimRuns(engine.database, owner, MOST_RUNS - running.size);
    for (const claim of claims) {
      const work = carryOutRun(engine, claim, stopping.signal)
        // The rows stay as they are; the next owner goes on when the lease has ended.
        .catch((error: unknown) => engine.log.error({ err: error, ...claim }, 'run interrupted'))
        .finally(() => running.delete(work));
      running.add(work);
    }
  };
  const loops = [
    repeat(engine, feed, stopping.signal, takeRuns),
    repeat(engine, feed, stopping.signal, () => watchSnapshots(engine)),
    repeat(engine, feed, stopping.signal, () => announceRuns(engine)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all([...loops, ...running]);
    },
  };
}

/** Does the work now, at every wake-up and at every sweep, one after the other, until stopped. */
async function repeat(
  engine: Engine,
  feed: ChangeFeed,
  stopping: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await work();
    } catch (error) {
      engine.log.warn({ err: error }, 'a sweep failed; the next one tries again');
    }
    await feed.nextWork(SWEEP_MS, stopping);
  }
}
