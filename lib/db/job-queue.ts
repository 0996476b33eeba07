import { fromPrisma, PgBoss, type Queue } from 'pg-boss';
import type { Logger } from '@/lib/log/logger';
import { buildSession, type DatabaseAddress } from './connect';
import type { Prisma } from './generated/client';

/** What a job tells. The rows say what is to be done; a job only says that now is a good moment. */
type JobData = {
  /** A run was stored, handed over, or lost its owner. */
  readonly 'execute-run': { readonly runId: string };
  /** The state of some pending snapshot is to be asked for. */
  readonly 'watch-snapshots': null;
  /** Slack is to hear of some run. */
  readonly 'announce-runs': null;
  /** A note or the tasks of some ticket are due. */
  readonly 'write-to-tickets': null;
  /** The name of some snapshot is to be corrected. */
  readonly 'correct-names': null;
  /** Snapshots are to be compared with the record; sent by the clock. */
  readonly 'find-orphans': null;
  /** Slack is to hear once a week what has expired; sent by the clock. */
  readonly 'announce-expired': null;
  /** The list of coming changes is due for its next reading. */
  readonly 'read-coming': null;
  /** The time of an armed start has come. */
  readonly 'start-armed-runs': null;
};

export type JobName = keyof JobData;

const JOB_NAMES: readonly JobName[] = [
  'execute-run',
  'watch-snapshots',
  'announce-runs',
  'write-to-tickets',
  'correct-names',
  'find-orphans',
  'announce-expired',
  'read-coming',
  'start-armed-runs',
];

/**
 * `short`: one waiting job of a kind and key is enough. A job that failed is tried a few times; what
 * is due still stands in the rows, so the sweep asks again when the library has given up.
 */
const QUEUE_OPTIONS: Omit<Queue, 'name'> = {
  policy: 'short',
  notify: true,
  retryLimit: 3,
  retryDelay: 1,
  retryBackoff: true,
  expireInSeconds: 300,
  deleteAfterSeconds: 600,
};

/** The library's own tables, beside ours in the same database. */
export const JOB_SCHEMA = 'pgboss';

/** Wakes a free worker, in whatever process, and again when that fails. */
export type JobQueue = {
  /** Sends a job as part of a transaction: it exists exactly if the transaction is committed. */
  send<N extends JobName>(
    queries: Prisma.TransactionClient,
    name: N,
    data: JobData[N],
  ): Promise<void>;
  /** Does every job of this kind, one after the other. */
  work<N extends JobName>(name: N, perform: (data: JobData[N]) => Promise<unknown>): Promise<void>;
  /** Has this process ask for such a job at once, where it does such jobs: its announcement may be lost. */
  wake(name: JobName): void;
  /** Sends a job by the clock, in one process of all. `cron` has five fields, UTC. */
  schedule(name: JobName, cron: string): Promise<void>;
  /** Takes no more jobs; returns when the ones at hand are done, or after `timeoutMs`. */
  close(timeoutMs?: number): Promise<void>;
};

const CONNECTIONS = 2;
/**
 * Jobs are announced by NOTIFY; asking now and then covers an announcement that got lost. What is due
 * does not wait for that: the sweep wakes this process's workers itself.
 */
const POLL_S = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 60 };
/** What the library asks for by itself; nothing of ours waits for it but the search for orphans. */
const LIBRARY_POLL = {
  cronWorkerIntervalSeconds: 30,
  flowIntervalSeconds: 600,
  // Expires jobs of killed workers, which the sweep has long sent again, and looks after the tables:
  // about 70 transactions.
  superviseIntervalSeconds: 600,
  // Half of what a worker waits for that is not told.
  notifyHeartbeatIntervalMs: 30_000,
};
/** A full batch means that more may wait, so the next is fetched at once. */
const FETCH = { batchSize: 2, burstWhenBatchFull: true, ...POLL_S };
const JOBS_END_WITHIN_MS = 5_000;

/** Nothing is connected until the first job is sent or asked for; a failed start is tried again. */
export function openJobQueue(address: DatabaseAddress, log: Logger): JobQueue {
  const boss = createBoss(address);
  boss.on('error', (error) => log.warn({ err: error }, 'job queue error'));
  let started: Promise<unknown> | null = null;
  const workers = new Map<JobName, string>();
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
      const id = await boss.work(name, FETCH, async (jobs) => {
        for (const job of jobs) await perform(job.data as JobData[typeof name]);
      });
      workers.set(name, id);
    },
    wake(name) {
      const id = workers.get(name);
      if (id !== undefined) boss.notifyWorker(id);
    },
    async schedule(name, cron) {
      await start();
      await boss.schedule(name, cron);
    },
    async close(timeoutMs = JOBS_END_WITHIN_MS) {
      if (started !== null) await boss.stop({ timeout: timeoutMs });
    },
  };
}

/** Brings the library's own tables to its version; part of every migration. */
export async function installJobQueues(address: DatabaseAddress): Promise<void> {
  const boss = createBoss(address, { migrate: true, createSchema: true, supervise: false });
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
  address: DatabaseAddress,
  options: Partial<Exclude<BossOptions, string>> = {},
): PgBoss {
  return new PgBoss({
    // Its types know less than the driver that it hands them to.
    ...(buildSession(address) as object),
    application_name: 'snapgate-jobs',
    max: CONNECTIONS,
    schema: JOB_SCHEMA,
    useListenNotify: true,
    // A process that serves people changes no tables; `npm run db:migrate` does.
    migrate: false,
    createSchema: false,
    registerInstance: false,
    ...LIBRARY_POLL,
    ...options,
  });
}
