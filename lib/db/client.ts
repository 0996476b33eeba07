import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient, type Prisma } from './generated/client';

/** Prisma for rows, the same pool for what Prisma cannot say (COPY, LISTEN). */
export type Database = {
  readonly prisma: PrismaClient;
  readonly pool: Pool;
  readonly url: string;
  close(): Promise<void>;
};

/** Prisma or a transaction of it: whatever can run queries. */
export type Queries = Prisma.TransactionClient;

const POOL_SIZE = 20;
const CONNECT_TIMEOUT_MS = 5_000;

/** Opens a pool; nothing is connected until the first query. */
export function openDatabase(url: string): Database {
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'snapgate',
  });
  // An idle connection that the server closes is not an error of ours; the pool opens a new one.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    pool,
    url,
    async close() {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}
