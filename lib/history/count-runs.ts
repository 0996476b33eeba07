import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import { streamRows } from './read-rows';
import type { RunFilters } from './run-filters';
import { whereRuns } from './where-runs';

/** Counted up to a cap: beyond it no one pages, and counting would cost more than it tells. */
export type RunTotal = { readonly count: number; readonly capped: boolean };

const COUNT_CAP = 10_000;

/** How many runs pass the filters. Throws `AppError` `search-too-slow`. */
export async function countRuns(pool: Pool, filters: RunFilters): Promise<RunTotal> {
  const [row] = await streamRows<{ count: number }>(
    pool,
    Prisma.sql`
      SELECT count(*)::int AS count
      FROM (SELECT FROM run WHERE ${whereRuns(filters)} LIMIT ${COUNT_CAP + 1}) AS counted`,
  );
  const count = row?.count ?? 0;
  return { count: Math.min(count, COUNT_CAP), capped: count > COUNT_CAP };
}
