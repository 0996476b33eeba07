import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import type { RunSummary } from '@/lib/run/run';
import { countRuns, type RunTotal } from './count-runs';
import { readRows } from './read-rows';
import { formatRunCursor, type RunCursor } from './run-cursor';
import type { RunFilters } from './run-filters';
import { selectRunSummaries, toRunSummary, type RunSummaryRow } from './run-summary-row';
import { whereRuns } from './where-runs';

export type RunPage = {
  readonly runs: readonly RunSummary[];
  /** Where older runs go on; null on the last page. */
  readonly nextCursor: string | null;
  /** Where newer runs go on; null on the first page. */
  readonly previousCursor: string | null;
  readonly total: RunTotal;
};

type Place = { readonly cursor: RunCursor | null; readonly limit: number };

/** One page of the history, newest first. Throws `AppError` `search-too-slow`. */
export async function listRuns(pool: Pool, filters: RunFilters, place: Place): Promise<RunPage> {
  const where = whereRuns(filters);
  const [rows, total] = await Promise.all([
    readRows<RunSummaryRow>(pool, selectRunSummaries(selectPage(where, place))),
    countRuns(pool, where),
  ]);
  // The way back has reached the top: the newest page is shown whole.
  if (place.cursor?.towards === 'newer' && rows.length <= place.limit) {
    return listRuns(pool, filters, { ...place, cursor: null });
  }
  return { ...toPage(rows, place), total };
}

/** One row more than is shown, which tells whether it goes on. */
function selectPage(where: Prisma.Sql, { cursor, limit }: Place): Prisma.Sql {
  if (cursor === null) {
    return Prisma.sql`
      SELECT * FROM run WHERE ${where} ORDER BY started_at DESC, id DESC LIMIT ${limit + 1}`;
  }
  const edge = Prisma.sql`(${cursor.startedAt}::timestamptz, ${cursor.id}::uuid)`;
  return cursor.towards === 'older'
    ? Prisma.sql`
        SELECT * FROM run WHERE ${where} AND (run.started_at, run.id) < ${edge}
        ORDER BY started_at DESC, id DESC LIMIT ${limit + 1}`
    : Prisma.sql`
        SELECT * FROM run WHERE ${where} AND (run.started_at, run.id) > ${edge}
        ORDER BY started_at, id LIMIT ${limit + 1}`;
}

function toPage(rows: readonly RunSummaryRow[], { cursor, limit }: Place) {
  const back = cursor?.towards === 'newer';
  const runs = (back ? rows.slice(-limit) : rows.slice(0, limit)).map(toRunSummary);
  return {
    runs,
    nextCursor: back || rows.length > limit ? cursorAt(runs.at(-1), 'older') : null,
    previousCursor: cursor === null ? null : cursorAt(runs[0], 'newer'),
  };
}

function cursorAt(run: RunSummary | undefined, towards: RunCursor['towards']): string | null {
  return run === undefined ? null : formatRunCursor({ towards, ...run });
}
