import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import {
  buildOverview,
  chooseRange,
  type Overview,
  type RunCount,
  type StepCount,
} from './overview';
import { streamRows } from './read-rows';
import type { RunFilters } from './run-filters';
import { whereRuns } from './where-runs';

const DAY = Prisma.sql`to_char(run.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;

/**
 * The steps of one run after the other, by their index, where they lie side by side. As a join,
 * PostgreSQL would read all steps there ever were for a month of them; OFFSET forbids it that.
 */
const STEPS_OF_RUN = Prisma.sql`
  SELECT status, error_code AS code FROM step
  WHERE run_id = run.id AND status IN ('created', 'failed') OFFSET 0`;

/**
 * Runs and snapshots per day and why some failed, under the filters of the list; a year at most,
 * so that it stays quick however long the history is. Throws `AppError` `search-too-slow`.
 */
export async function loadOverview(pool: Pool, filters: RunFilters, now: Date): Promise<Overview> {
  const range = chooseRange(filters, now);
  const where = whereRuns({ ...filters, from: range.from, to: range.to });
  const [runs, steps] = await Promise.all([
    streamRows<RunCount>(
      pool,
      Prisma.sql`
        SELECT ${DAY} AS day, status, rejection_code AS code, count(*)::int AS count
        FROM run WHERE ${where} GROUP BY 1, 2, 3`,
    ),
    streamRows<StepCount>(
      pool,
      Prisma.sql`
        SELECT ${DAY} AS day, its.status, its.code, count(*)::int AS count
        FROM run CROSS JOIN LATERAL (${STEPS_OF_RUN}) AS its
        WHERE ${where} GROUP BY 1, 2, 3`,
    ),
  ]);
  return buildOverview(range, runs, steps);
}
