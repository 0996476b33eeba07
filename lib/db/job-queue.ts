import { fromPrisma, PgBoss } from 'pg-boss';
import type { Logger } from '@/lib/log/logger';
import { JOB_NAMES, JOB_SCHEMA, QUEUE_OPTIONS, type JobData, type JobName } from './job-queues';
import type { Queries } from './client';

/** Wakes whoever is free, in whatever process, and again when that fails. */
export type JobQueue = {
  /** Sends a job as part of a transaction: it exists exactly if the transaction is committed. */
  send<N extends JobName>(queries: Queries, name: N, data: JobData[N]): Promise<void>;
  /** Does every job of this kind, one after the other. */
  work<N extends JobName>(name: N, perform: (data: JobData[N]) => Promise<unknown>): Promise<void>;
  /** Sends a job by the clock, in one process of all. `cron` has five fields, UTC. */
  schedule(name: JobName, cron: string): Promise<void>;
  /** Takes no more jobs; returns when the ones at hand are done, or after `timeoutMs`. */
  close(timeoutMs?: number): Promise<void>;
};

const CONNECTIONS = 2;
/** Jobs are announced by NOTIFY; asking now and then covers an announcement that got lost. */
const POLL_S = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
/** A full batch means that more may wait, so the next is fetched at once. */
const FETCH = { batchSize: 2, burstWhenBatchFull: true, ...POLL_S };
const LEAVE_WITHIN_MS = 5_000;

/** Nothing is connected until the first job is sent or asked for; a failed start is tried again. */
export function openJobQueue(databaseUrl: string, log: Logger): JobQueue {
  const boss = createBoss(databaseUrl);
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue has trouble'));
  let started: Promise<unknown> | null = null;
  const start = async () => {
    started ??= boss.start();
    await started.catch((error: unknown) => {
      started = null;
      throw error;
    });
  };
  return {
    async send(queries, name, data) {
      await start();
      const key = data === null ? name : data.runId;
      await boss.send(name, data, { singletonKey: key, db: fromPrisma(queries) });
    },
    async work(name, perform) {
      await start();
      await boss.work(name, FETCH, async (jobs) => {
        for (const job of jobs) await perform(job.data as JobData[typeof name]);
      });
    },
    async schedule(name, cron) {
      await start();
      await boss.schedule(name, cron);
    },
    async close(timeoutMs = LEAVE_WITHIN_MS) {
      if (started !== null) await boss.stop({ timeout: timeoutMs });
    },
  };
}

/** Brings the library's own tables to its version; part of every migration. */
export async function installJobQueues(databaseUrl: string): Promise<void> {
  const boss = createBoss(databaseUrl, { migrate: true, createSchema: true, supervise: false });
  boss.on('error', () => undefined);
  await boss.start();
  try {
    for (const name of JOB_NAMES) {
      await boss.createQueue(name, QUEUE_OPTIONS);
      const { policy: _fixed, ...options } = QUEUE_OPTIONS;
      await boss.updateQueue(name, options);
    }
  } finally {
    await boss.stop();
  }
}

type BossOptions = ConstructorParameters<typeof PgBoss>[0];

function createBoss(
  databaseUrl: string,
  options: Partial<Exclude<BossOptions, string>> = {},
): PgBoss {
  return new PgBoss({
    connectionString: databaseUrl,
    schema: JOB_SCHEMA,
    application_name: 'snapgate-jobs',
    max: CONNECTIONS,
    useListenNotify: true,
    // A process that serves people changes no tables; `npm run db:migrate` does.
    migrate: false,
    createSchema: false,
    registerInstance: false,
    ...options,
  });
}
