import type { PrismaClient } from '@/lib/db/generated/client';
import { Prisma } from '@/lib/db/generated/client';
import type { RunSummary } from '@/lib/run/run';
import { formatRunCursor, type RunCursor } from './run-cursor';
import type { RunFilters } from './run-filters';
import { selectRunSummaries, toRunSummary, type RunSummaryRow } from './run-summary-row';
import { whereRuns } from './where-runs';

export type RunPage = {
  readonly runs: readonly RunSummary[];
  readonly nextCursor: string | null;
  /** Counted up to a cap: beyond it nobody pages, and counting would cost more than it tells. */
  readonly total: { readonly count: number; readonly capped: boolean };
};

const COUNT_CAP = 10_000;

/** One page of the history, newest first. */
export async function listRuns(
  prisma: PrismaClient,
  filters: RunFilters,
  { cursor, limit }: { readonly cursor: RunCursor | null; readonly limit: number },
): Promise<RunPage> {
  const [rows, total] = await Promise.all([
    prisma.$queryRaw<RunSummaryRow[]>(
      selectRunSummaries(Prisma.sql`
        SELECT * FROM run WHERE ${whereRuns(filters)} AND ${afterCursor(cursor)}
        ORDER BY started_at DESC, id DESC LIMIT ${limit + 1}`),
    ),
    countRuns(prisma, filters),
  ]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    runs: shown.map(toRunSummary),
    nextCursor: rows.length > limit && last !== undefined ? formatRunCursor(last) : null,
    total,
  };
}

function afterCursor(cursor: RunCursor | null): Prisma.Sql {
  if (cursor === null) return Prisma.sql`TRUE`;
  return Prisma.sql`(run.started_at, run.id) < (${cursor.startedAt}, ${cursor.id}::uuid)`;
}

async function countRuns(
  prisma: PrismaClient,
  filters: RunFilters,
): Promise<{ count: number; capped: boolean }> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM (SELECT FROM run WHERE ${whereRuns(filters)} LIMIT ${COUNT_CAP + 1}) AS counted`;
  const count = row?.count ?? 0;
  return { count: Math.min(count, COUNT_CAP), capped: count > COUNT_CAP };
}
