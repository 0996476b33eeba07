import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import { parseSearch } from './parse-search';
import { readRows } from './read-rows';
import type { Place } from './run-cursor';
import type { RunFilters } from './run-filters';
import { beyondCursor, inOrder } from './select-page';
import { whereDates, whereRuns } from './where-runs';

export type SearchBounds = {
  /** So many runs from the edge of the page on are looked at one by one before an index is asked. */
  readonly near: number;
  /** More matches than these are not taken from an index. */
  readonly few: number;
};

/** Some 20 ms each. What more than 2,000 of a million runs have fills a page among 20,000. */
export const SEARCH_BOUNDS: SearchBounds = { near: 20_000, few: 2_000 };

/**
 * How often a text or an environment occurs, PostgreSQL can only guess; where it guesses wrong, it
 * walks a million runs for a handful, or fetches a hundred thousand for one page. So such a page is
 * first looked for among the nearest runs, where the common ones are, then by the indexes, which
 * are quick for rare ones. The ids of the page and one more; null for what lies in between, and for
 * filters that need no guess.
 */
export async function findGuessedRuns(
  pool: Pool,
  filters: RunFilters,
  place: Place,
  { near, few }: SearchBounds,
): Promise<readonly string[] | null> {
  const guessed =
    filters.environment !== '' || parseSearch(filters.search).some(({ kind }) => kind === 'text');
  if (!guessed) return null;
  const nearest = await findAmongNearest(pool, filters, place, near);
  return nearest.length > place.limit ? nearest : findFew(pool, filters, place, few);
}

async function findAmongNearest(
  pool: Pool,
  filters: RunFilters,
  place: Place,
  near: number,
): Promise<readonly string[]> {
  const rows = await readRows<{ id: string }>(
    pool,
    Prisma.sql`
      SELECT id FROM (
        SELECT * FROM run WHERE ${whereDates(filters)} AND ${beyondCursor(place)}
        ${inOrder({ ...place, limit: near })}
      ) AS run
      WHERE ${whereRuns(filters)} ${inOrder(place)}`,
  );
  return rows.map(({ id }) => id);
}

async function findFew(
  pool: Pool,
  filters: RunFilters,
  place: Place,
  few: number,
): Promise<readonly string[] | null> {
  const rows = await readRows<{ id: string | null; few: boolean }>(
    pool,
    // Materialized: planned as if all of it were wanted, and still stopped when it is too many.
    Prisma.sql`
      WITH matching AS MATERIALIZED (SELECT id, started_at FROM run WHERE ${whereRuns(filters)}),
      counted AS MATERIALIZED (SELECT * FROM matching LIMIT ${few + 1}),
      page AS (SELECT id FROM counted WHERE ${beyondCursor(place)} ${inOrder(place)})
      SELECT page.id, (SELECT count(*) FROM counted) <= ${few} AS few
      FROM (SELECT) AS always LEFT JOIN page ON TRUE`,
  );
  if (rows[0]?.few !== true) return null;
  return rows.map(({ id }) => id).filter((id) => id !== null);
}
