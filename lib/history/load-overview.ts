import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import type { RunStatus } from '@/lib/run/run';
import type { Outcome, Overview, OverviewBucket } from './overview';
import { streamRows } from './read-rows';
import type { RunFilters } from './run-filters';
import { whereRuns } from './where-runs';

const DAY = Prisma.sql`to_char(run.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;

/**
 * Reads the steps run by run through the index. OFFSET 0 keeps PostgreSQL from flattening this into
 * a join that scans the whole step table, even for one month.
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

type OverviewRange = {
  readonly from: string;
  readonly to: string;
  readonly shortened: boolean;
  readonly bucketDays: 1 | 7;
};

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MAX_DAYS = 364;
/** Beyond so many bars a week is one bar. */
const MAX_BARS = 62;

/** The days an overview covers: those of the filters, a year at most, 30 where none is named. */
export function chooseRange(
  filters: { readonly from: string | null; readonly to: string | null },
  now: Date,
): OverviewRange {
  const today = dayOf(now.getTime());
  const to = filters.to === null || filters.to > today ? today : filters.to;
  const usual = addDays(to, 1 - USUAL_DAYS);
  const wanted = filters.from ?? usual;
  const earliest = addDays(to, 1 - MAX_DAYS);
  const from = wanted < earliest ? earliest : wanted > to ? to : wanted;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return { from, to, shortened: wanted < earliest, bucketDays: days <= MAX_BARS ? 1 : 7 };
}

type RunCount = {
  readonly day: string;
  readonly status: RunStatus;
  readonly code: string | null;
  readonly count: number;
};
type StepCount = {
  readonly day: string;
  readonly status: string;
  readonly code: string | null;
  readonly count: number;
};

const CAUSES = 6;

/** Counts of days as an overview: no day is left out, also where nothing was done. */
export function buildOverview(
  { from, to, shortened, bucketDays }: OverviewRange,
  runs: readonly RunCount[],
  steps: readonly StepCount[],
): Overview {
  const buckets: OverviewBucket[] = [];
  for (let day = from; day <= to; day = addDays(day, bucketDays)) {
    const end = addDays(day, bucketDays - 1);
    const inBucket = (row: { readonly day: string }) => row.day >= day && row.day <= end;
    const itsSteps = steps.filter(inBucket);
    buckets.push({
      day,
      lastDay: end > to ? to : end,
      runs: countOutcomes(runs.filter(inBucket)),
      snapshotsTaken: sum(itsSteps.filter(({ status }) => status === 'created')),
      snapshotsFailed: sum(itsSteps.filter(({ status }) => status === 'failed')),
    });
  }
  return { from, to, shortened, buckets, causes: countCauses([...runs, ...steps]) };
}

function countOutcomes(rows: readonly RunCount[]): Record<Outcome, number> {
  const counts = { succeeded: 0, partial: 0, failed: 0, rejected: 0, cancelled: 0, open: 0 };
  for (const { status, count } of rows) {
    counts[status === 'queued' || status === 'running' ? 'open' : status] += count;
  }
  return counts;
}

function countCauses(rows: readonly (RunCount | StepCount)[]): Overview['causes'] {
  const counts = new Map<string, number>();
  for (const { code, count } of rows) {
    if (code !== null) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code))
    .slice(0, CAUSES);
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function addDays(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}
