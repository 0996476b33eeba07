import type { JobName } from '@/lib/db/job-queue';
import { inSpan } from '@/lib/outgoing/span';
import { readComing, type ComingSources } from './before/read-coming';
import { startArmedRuns, type ArmedSources } from './before/start-armed';
import type { Engine } from './engine/engine';
import { executeRun } from './engine/execute-run';
import { claimRun } from './engine/lease';
import { openRateLimiter } from './engine/rate-limiter';
import { sleep } from './engine/retry';
import { announceExpired } from './follow-up/announce-expired';
import { announceRuns } from './follow-up/announce-runs';
import { correctNames } from './follow-up/correct-names';
import { findOrphans } from './follow-up/find-orphans';
import { watchSnapshots } from './follow-up/watch-snapshots';
import { writeToTickets } from './follow-up/write-to-tickets';

/** What the worker does before anyone presses Execute. */
type BeforeSources = { readonly coming: ComingSources; readonly armed: ArmedSources };

export type Worker = {
  /** Resolves when it takes jobs; earlier when it was stopped before. */
  readonly ready: Promise<void>;
  /** Stops taking work, finishes or hands over what is in flight. */
  stop(): Promise<void>;
};

/** Runs that one process executes at the same time. */
const MAX_RUNS = 20;
/** When snapshots are compared with the record. */
const EVERY_TEN_MINUTES = '*/10 * * * *';
/** The first check of a week that finds expired snapshots posts the message. */
const EVERY_HOUR = '5 * * * *';
/** How often the rows are checked for what no job announced, while anything is open. */
const SWEEP_MS = 500;
/** The same while nothing is, unless something is due sooner; any event of a run ends the pause. */
const IDLE_SWEEP_MS = 5_000;

/**
 * Executes runs, follows pending snapshots, and posts to Slack, in any number of processes on one
 * database. Jobs wake it; the rows say what is due, and a sweep wakes it where a job was lost.
 */
export function startWorker(engine: Engine, before: BeforeSources | null = null): Worker {
  const stopping = new AbortController();
  const owner = engine.newId();
  const running = new Set<Promise<void>>();
  const limiter = openRateLimiter(engine.database, engine.config.createRate);

  const takeRun = async (runId: string) => {
    while (running.size >= MAX_RUNS) await Promise.race(running);
    if (stopping.signal.aborted) return;
    const run = await claimRun(engine.database, owner, runId);
    if (run === null) return;
    const execute = () => executeRun(engine, run, limiter, stopping.signal);
    const work = inSpan('execute run', { run: runId }, execute, 'work')
      // The rows stay as they are; the next owner goes on when the lease has ended.
      .catch((error: unknown) => engine.log.error({ err: error, runId }, 'run interrupted'))
      .finally(() => running.delete(work));
    running.add(work);
  };
  const ready = takeJobs(engine, before, takeRun, stopping.signal);
  const sweeping = ready.then(() => sweep(engine, before, stopping.signal));
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
  before: BeforeSources | null,
  takeRun: (runId: string) => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  const { jobs } = engine.database;
  const beginnings = [
    () => jobs.work('execute-run', ({ runId }) => takeRun(runId)),
    () => jobs.work('watch-snapshots', () => watchSnapshots(engine)),
    () => jobs.work('announce-runs', () => announceRuns(engine)),
    () => jobs.work('write-to-tickets', () => writeToTickets(engine)),
    () => jobs.work('correct-names', () => correctNames(engine)),
    () => jobs.work('find-orphans', () => findOrphans(engine)),
    () => jobs.schedule('find-orphans', EVERY_TEN_MINUTES),
    ...(engine.expiry === null
      ? []
      : [
          () => jobs.work('announce-expired', () => announceExpired(engine)),
          () => jobs.schedule('announce-expired', EVERY_HOUR),
        ]),
    ...(before === null
      ? []
      : [
          () => jobs.work('read-coming', () => readComing(before.coming)),
          () => jobs.work('start-armed-runs', () => startArmedRuns(before.armed)),
        ]),
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
      engine.log.warn({ err: error }, 'worker cannot start yet; retrying');
      await sleep(SWEEP_MS, stopping);
    }
  }
}

async function sweep(
  engine: Engine,
  before: BeforeSources | null,
  stopping: AbortSignal,
): Promise<void> {
  let changed = new AbortController();
  const wake = () => changed.abort();
  const unsubscribe = engine.onChange(wake);
  stopping.addEventListener('abort', wake, { once: true });
  while (!stopping.aborted) {
    changed = new AbortController();
    const pauseMs = await enqueueDueJobs(engine, before).catch((error: unknown) => {
      engine.log.warn({ err: error }, 'sweep failed; retrying with the next one');
      return 0;
    });
    await sleep(SWEEP_MS, stopping);
    await sleep(Math.min(pauseMs, IDLE_SWEEP_MS) - SWEEP_MS, changed.signal);
  }
  unsubscribe();
}

type Open = { readonly job: JobName; readonly runId: string | null; readonly dueInMs: number };

/**
 * Sends a job for whatever the rows say is due: runs without an owner, among them those whose owner
 * died; snapshots, Slack messages, tickets and names whose time has come. So a job that was lost is
 * sent again, and one too many finds nothing to do. Returns how long until the next can be due.
 */
async function enqueueDueJobs({ database }: Engine, before: BeforeSources | null): Promise<number> {
  const comingHours = before?.coming.hours ?? 0;
  const readsAlways = (before?.coming.ahead.hours ?? 0) > 0;
  const open = await database.prisma.$queryRaw<Open[]>`
    SELECT job, run_id AS "runId",
           (extract(epoch FROM due_at - clock_timestamp()) * 1000)::float8 AS "dueInMs"
    FROM (
      SELECT 'execute-run', id, coalesce(lease_until, now()) FROM run
      WHERE status IN ('queued', 'running')
      UNION ALL SELECT 'watch-snapshots', NULL, min(watch_due_at) FROM step
      UNION ALL SELECT 'announce-runs', NULL, min(slack_due_at) FROM run
      UNION ALL SELECT 'write-to-tickets', NULL, min(ticket_due_at) FROM run
      UNION ALL SELECT 'correct-names', NULL, min(name_due_at) FROM step
      UNION ALL SELECT 'read-coming', NULL, due_at FROM coming_reading
      WHERE ${readsAlways} OR EXISTS (SELECT FROM armed_run WHERE status = 'armed')
        OR (${comingHours} > 0 AND wanted_until > now())
      UNION ALL SELECT 'start-armed-runs', NULL, min(greatest(start_at, held_until)) FROM armed_run
      WHERE status = 'armed'
    ) AS open (job, run_id, due_at)
    WHERE due_at IS NOT NULL`;
  for (const { job, runId } of open.filter(({ dueInMs }) => dueInMs <= 0)) {
    if (job !== 'execute-run') await database.jobs.send(database.prisma, job, null);
    else if (runId !== null) await database.jobs.send(database.prisma, job, { runId });
    database.jobs.wake(job);
  }
  // What a worker holds becomes due again sooner than its row says; these two do not.
  const isHeld = ({ job }: Open) => job !== 'read-coming' && job !== 'start-armed-runs';
  return open.some(isHeld) ? 0 : Math.min(...open.map(({ dueInMs }) => dueInMs));
}
