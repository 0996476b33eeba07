import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import { buildOverview, chooseRange, type Overview } from './overview';
import type { RunCount, StepCount } from './overview';
import { readRows } from './read-rows';
import type { RunFilters } from './run-filters';
import { whereRuns } from './where-runs';

const DAY = Prisma.sql`to_char(run.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;

/**
 * Runs and snapshots per day and why some failed, under the filters of the list; a year at most,
 * so that it stays quick however long the history is. Throws `AppError` `search-too-slow`.
 */
export async function readOverview(pool: Pool, filters: RunFilters, now: Date): Promise<Overview> {
  const range = chooseRange(filters, now);
  const where = whereRuns({ ...filters, from: range.from, to: range.to });
  const [runs, steps] = await Promise.all([
    readRows<RunCount>(
      pool,
      Prisma.sql`
        SELECT ${DAY} AS day, status, rejection_code AS code, count(*)::int AS count
        FROM run WHERE ${where} GROUP BY 1, 2, 3`,
    ),
    readRows<StepCount>(
      pool,
      Prisma.sql`
        SELECT ${DAY} AS day, step.status, step.error_code AS code, count(*)::int AS count
        FROM run JOIN step ON step.run_id = run.id
        WHERE ${where} AND step.status IN ('created', 'failed') GROUP BY 1, 2, 3`,
    ),
  ]);
  return buildOverview(range, runs, steps);
}
