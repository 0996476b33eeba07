import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import { parseSearch } from './parse-search';
import { readRows } from './read-rows';
import type { Place } from './run-cursor';
import type { RunFilters } from './run-filters';
import { beyondCursor, inOrder } from './select-page';
import { whereRuns } from './where-runs';

/** More than one server, saved daily, has in five years. */
const FEW = 2_000;

/**
 * How often a text or an environment occurs, PostgreSQL can only guess; where it guesses too high,
 * it walks a million runs for a handful. So these are first looked for by their own indexes: the
 * ids of the page (and one more) where few runs match, null where many do and walking is quick.
 */
export async function findFewRuns(
  pool: Pool,
  filters: RunFilters,
  place: Place,
): Promise<readonly string[] | null> {
  const guessed =
    filters.environment !== '' || parseSearch(filters.search).some(({ kind }) => kind === 'text');
  if (!guessed) return null;
  const rows = await readRows<{ id: string | null; few: boolean }>(
    pool,
    // Materialized: planned as if all of it were wanted, and still stopped when it is too many.
    Prisma.sql`
      WITH matching AS MATERIALIZED (SELECT id, started_at FROM run WHERE ${whereRuns(filters)}),
      counted AS MATERIALIZED (SELECT * FROM matching LIMIT ${FEW + 1}),
      page AS (SELECT id FROM counted WHERE ${beyondCursor(place)} ${inOrder(place)})
      SELECT page.id, (SELECT count(*) FROM counted) <= ${FEW} AS few
      FROM (SELECT) AS always LEFT JOIN page ON TRUE`,
  );
  if (rows[0]?.few !== true) return null;
  return rows.map(({ id }) => id).filter((id) => id !== null);
}
