import { announceRuns } from './announce-runs';
import { carryOutRun } from './carry-out-run';
import { claimRun } from './claim-run';
import type { Engine } from './engine';
import { findOrphans } from './find-orphans';
import { sendDueJobs } from './send-due-jobs';
import { sleep } from './sleep';
import { openTokenLine } from './token-line';
import { watchSnapshots } from './watch-snapshots';

export type Worker = {
  /** Resolves when it takes jobs; earlier when it was stopped before. */
  readonly ready: Promise<void>;
  /** Stops taking work, finishes or hands over what is in flight. */
  stop(): Promise<void>;
};

/** Runs that one process carries out side by side. */
const MOST_RUNS = 20;
/** When snapshots are compared with the record. */
const EVERY_TEN_MINUTES = '*/10 * * * *';
/** How often the rows are looked at for what no job told of. */
const SWEEP_MS = 500;

/**
 * Carries out runs, follows pending snapshots and tells Slack, in any number of processes on one
 * database. Jobs wake it; the rows say what is due, and a sweep wakes it where a job was lost.
 */
export function startWorker(engine: Engine): Worker {
  const stopping = new AbortController();
  const owner = engine.newId();
  const running = new Set<Promise<void>>();
  const tokens = openTokenLine(engine.database, engine.config.createRate);

  const takeRun = async (runId: string) => {
    while (running.size >= MOST_RUNS) await Promise.race(running);
    if (stopping.signal.aborted) return;
    const claim = await claimRun(engine.database, owner, runId);
    if (claim === null) return;
    const work = carryOutRun(engine, claim, tokens, stopping.signal)
      // The rows stay as they are; the next owner goes on when the lease has ended.
      .catch((error: unknown) => engine.log.error({ err: error, ...claim }, 'run interrupted'))
      .finally(() => running.delete(work));
    running.add(work);
  };
  const ready = takeJobs(engine, takeRun, stopping.signal);
  const sweeping = ready.then(() => sweep(engine, stopping.signal));
  return {
    ready,
    async stop() {
      stopping.abort();
      await Promise.all([sweeping, ...running]);
    },
  };
}

/** Asks for jobs of each kind; a database that is away is waited for. */
async function takeJobs(
  engine: Engine,
  takeRun: (runId: string) => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  const { jobs } = engine.database;
  const beginnings = [
    () => jobs.work('carry-out-run', ({ runId }) => takeRun(runId)),
    () => jobs.work('watch-snapshots', () => watchSnapshots(engine)),
    () => jobs.work('announce-runs', () => announceRuns(engine)),
    () => jobs.work('find-orphans', () => findOrphans(engine)),
    () => jobs.schedule('find-orphans', EVERY_TEN_MINUTES),
  ];
  for (const begin of beginnings) await repeatUntilDone(engine, begin, stopping);
}

async function repeatUntilDone(
  engine: Engine,
  begin: () => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      return await begin();
    } catch (error) {
      engine.log.warn({ err: error }, 'the worker cannot begin yet; trying again');
      await sleep(SWEEP_MS, stopping);
    }
  }
}

async function sweep(engine: Engine, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await sendDueJobs(engine);
    } catch (error) {
      engine.log.warn({ err: error }, 'a sweep failed; the next one tries again');
    }
    await sleep(SWEEP_MS, stopping);
  }
}
