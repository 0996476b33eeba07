import type { Pool } from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory, SqlQuery, SqlQueryable } from '@prisma/driver-adapter-utils';
import type { DatabaseConfig } from '@/lib/config/database-config';
import { type Prisma, PrismaClient } from '@/lib/db/generated/client';
import { logger } from '@/lib/log/logger';
import { scrubSecrets } from '@/lib/log/scrub-secrets';
import { openPool, type DatabaseAddress } from './connect';
import { type JobQueue, openJobQueue } from './job-queue';

/** Prisma for rows, the same pool for what Prisma cannot say (COPY), jobs to wake a free process. */
export type Database = {
  readonly prisma: PrismaClient;
  readonly pool: Pool;
  /** For questions of people: the server ends a statement that takes too long. */
  readonly readPool: Pool;
  /** For downloads, which take as long as they take; few at once. */
  readonly exportPool: Pool;
  readonly jobs: JobQueue;
  readonly url: string;
  /** For what belongs to one session; no pooler that hands sessions out by the transaction. */
  readonly direct: DatabaseAddress;
  close(): Promise<void>;
};

/** Prisma or a transaction of it: whatever can run queries. */
export type Queries = Prisma.TransactionClient;

/** The queue's two and its listener, and the change feed. */
const FIXED_CONNECTIONS = 4;
const DEFAULT_CONNECTIONS = 28;
/** People's questions and downloads have connections of their own, so they never hold a run up. */
const READ_SHARE = 1 / 3;
const EXPORT_SHARE = 1 / 6;
const READ_TIME_LIMIT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * Where processes share the runs, each waits for its next one longer than the pool's own 10 s, and
 * would open several connections just when the first calls are made.
 */
const KEEP_IDLE_MS = 60_000;

type DatabaseSettings = Partial<Omit<DatabaseConfig, 'url'>> & {
  readonly url: string;
  /** For commands that only read, which may work on a standby. */
  readonly mayBeReadOnly?: boolean;
};

/** Opens the pools; nothing is connected until the first query. */
export function openDatabase(database: string | DatabaseSettings): Database {
  const settings: DatabaseSettings = typeof database === 'string' ? { url: database } : database;
  const { url, directUrl = url, login = { kind: 'password' }, mayBeReadOnly = false } = settings;
  const direct = { url: directUrl, login };
  const shared = {
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'snapgate',
    mayBeReadOnly,
  } as const;
  const sizes = sharePools(settings.connections ?? DEFAULT_CONNECTIONS);
  const pool = openPool(
    { url, login },
    { ...shared, max: sizes.runs, idleTimeoutMillis: KEEP_IDLE_MS },
  );
  const readPool = openPool(direct, {
    ...shared,
    max: sizes.reads,
    statementTimeoutMs: READ_TIME_LIMIT_MS,
  });
  const exportPool = openPool(direct, { ...shared, max: sizes.exports });
  const prisma = new PrismaClient({
    adapter: createScrubbedAdapter(pool),
    // As patient as the pool: a busy machine must not refuse an Execute after two seconds.
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS },
  });
  const jobs = openJobQueue(direct, logger);
  return {
    prisma,
    pool,
    readPool,
    exportPool,
    jobs,
    url,
    direct,
    async close() {
      await jobs.close();
      await prisma.$disconnect();
      await Promise.all(
        [pool, readPool, exportPool].filter(({ ended }) => !ended).map((one) => one.end()),
      );
    },
  };
}

function sharePools(connections: number) {
  const shared = connections - FIXED_CONNECTIONS;
  const reads = Math.floor(shared * READ_SHARE);
  const exports = Math.max(1, Math.floor(shared * EXPORT_SHARE));
  return { reads, exports, runs: shared - reads - exports };
}

/**
 * Prisma's adapter for `pg`, through which no secret gets into the database: every text that is
 * handed to a statement, by whatever code, is scrubbed first. What is searched for is
 * scrubbed alike, so that it finds what was stored.
 */
function createScrubbedAdapter(pool: Pool): SqlDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => {
      const adapter = scrubArguments(await factory.connect());
      const startTransaction = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (level) => scrubArguments(await startTransaction(level));
      return adapter;
    },
  };
}

function scrubArguments<T extends SqlQueryable>(queryable: T): T {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = (query) => queryRaw(scrubQuery(query));
  queryable.executeRaw = (query) => executeRaw(scrubQuery(query));
  return queryable;
}

function scrubQuery(query: SqlQuery): SqlQuery {
  return { ...query, args: query.args.map(scrubValue) };
}

function scrubValue(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  return Array.isArray(value) ? value.map(scrubValue) : value;
}

/** Postgres has no text with a NUL in it; a search for one must find nothing, not fail. */
function storable(text: string): string {
  return scrubSecrets(text).replaceAll('\0', '\uFFFD');
}
