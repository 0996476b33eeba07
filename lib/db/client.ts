import { Pool, type PoolConfig } from 'pg';
import { logger } from '@/lib/log/logger';
import { PrismaClient, type Prisma } from './generated/client';
import { openJobQueue, type JobQueue } from './job-queue';
import { createScrubbedAdapter } from './scrubbed-adapter';

/** Prisma for rows, the same pool for what Prisma cannot say (COPY), jobs to wake whoever is free. */
export type Database = {
  readonly prisma: PrismaClient;
  readonly pool: Pool;
  /** For questions of people: the server ends a statement that takes too long. */
  readonly readPool: Pool;
  /** For downloads, which take as long as they take; few at once. */
  readonly exportPool: Pool;
  readonly jobs: JobQueue;
  readonly url: string;
  close(): Promise<void>;
};

/** Prisma or a transaction of it: whatever can run queries. */
export type Queries = Prisma.TransactionClient;

const POOL_SIZE = 12;
/** People's questions and downloads have connections of their own, so they never hold a run up. */
const READ_POOL_SIZE = 8;
const EXPORT_POOL_SIZE = 4;
const READ_TIME_LIMIT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Opens a pool; nothing is connected until the first query. */
export function openDatabase(url: string): Database {
  const pool = openPool(url, { max: POOL_SIZE });
  const readPool = openPool(url, { max: READ_POOL_SIZE, statement_timeout: READ_TIME_LIMIT_MS });
  const exportPool = openPool(url, { max: EXPORT_POOL_SIZE });
  const prisma = new PrismaClient({
    adapter: createScrubbedAdapter(pool),
    // As patient as the pool: a busy machine must not refuse an Execute after two seconds.
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS },
  });
  const jobs = openJobQueue(url, logger);
  return {
    prisma,
    pool,
    readPool,
    exportPool,
    jobs,
    url,
    async close() {
      await jobs.close();
      await prisma.$disconnect();
      await Promise.all(
        [pool, readPool, exportPool].filter(({ ended }) => !ended).map((one) => one.end()),
      );
    },
  };
}

function openPool(url: string, settings: PoolConfig): Pool {
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'snapgate',
    ...settings,
  });
  // An idle connection that the server closes is not an error of ours; the pool opens a new one.
  pool.on('error', () => undefined);
  return pool;
}
