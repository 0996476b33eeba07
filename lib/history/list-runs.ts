import type { Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import type { RunSummary } from '@/lib/run/run';
import { parseSearch } from './parse-search';
import { streamRows } from './read-rows';
import { formatRunCursor, parseRunCursor, type Place, type RunCursor } from './run-cursor';
import { parseRunFilters, type RunFilters } from './run-filters';
import { selectRunSummaries, toRunSummary, type RunSummaryRow } from './run-summary-row';
import { whereRuns, whereDates } from './where-runs';

export type RunPage = {
  readonly runs: readonly RunSummary[];
  /** Where older runs go on; null on the last page. */
  readonly nextCursor: string | null;
  /** Where newer runs go on; null on the first page. */
  readonly previousCursor: string | null;
};

const PAGE = 25;
const MAX_PAGE_SIZE = 100;

/**
 * The page that the parameters of an address name: filters, `cursor`, `limit`. Throws `AppError`
 * `request-unreadable` or `search-too-slow`.
 */
export async function listRunsOfAddress(pool: Pool, parameters: URLSearchParams): Promise<RunPage> {
  const cursor = parameters.get('cursor');
  const asked = Math.trunc(Number(parameters.get('limit') ?? PAGE)) || PAGE;
  return listRuns(pool, parseRunFilters(parameters), {
    cursor: cursor === null || cursor === '' ? null : parseRunCursor(cursor),
    limit: Math.min(MAX_PAGE_SIZE, Math.max(1, asked)),
  });
}

/** One page of the history, newest first. Throws `AppError` `search-too-slow`. */
export async function listRuns(
  pool: Pool,
  filters: RunFilters,
  place: Place,
  bounds: SearchBounds = SEARCH_BOUNDS,
): Promise<RunPage> {
  const found = await findGuessedRuns(pool, filters, place, bounds);
  const page = found === null ? selectPage(whereRuns(filters), place) : selectRunsById(found);
  const rows = await streamRows<RunSummaryRow>(pool, selectRunSummaries(page));
  // The way back has reached the top: the newest page is shown whole.
  if (place.cursor?.towards === 'newer' && rows.length <= place.limit) {
    return listRuns(pool, filters, { ...place, cursor: null }, bounds);
  }
  return toPage(rows, place);
}

function toPage(rows: readonly RunSummaryRow[], { cursor, limit }: Place): RunPage {
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

type SearchBounds = {
  /** So many runs from the edge of the page on are looked at one by one before an index is asked. */
  readonly near: number;
  /** More matches than these are not taken from an index. */
  readonly few: number;
};

/** About 20 ms each. A value in more than 2,000 of a million runs fills a page within 20,000. */
export const SEARCH_BOUNDS: SearchBounds = { near: 20_000, few: 2_000 };

/**
 * How often a text or an environment occurs, PostgreSQL can only guess; where it guesses wrong, it
 * walks a million runs for a handful, or fetches a hundred thousand for one page. So such a page is
 * first looked for among the nearest runs, where the common ones are, then by the indexes, which
 * are quick for rare ones. The ids of the page and one more; null for what lies in between, and for
 * filters that need no guess.
 */
async function findGuessedRuns(
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
  const rows = await streamRows<{ id: string }>(
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
  const rows = await streamRows<{ id: string | null; few: boolean }>(
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

/**
 * The runs of one page, found by walking the list from the edge of the page before. One row more
 * than is shown tells whether it goes on.
 */
function selectPage(where: Prisma.Sql, place: Place): Prisma.Sql {
  return Prisma.sql`SELECT * FROM run WHERE ${where} AND ${beyondCursor(place)} ${inOrder(place)}`;
}

/** Runs that were found before, by their ids. */
function selectRunsById(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`SELECT * FROM run WHERE id = ANY(${`{${ids.join(',')}}`}::uuid[])`;
}

function beyondCursor({ cursor }: Place): Prisma.Sql {
  if (cursor === null) return Prisma.sql`TRUE`;
  const edge = Prisma.sql`(${cursor.startedAt}::timestamptz, ${cursor.id}::uuid)`;
  return cursor.towards === 'older'
    ? Prisma.sql`(started_at, id) < ${edge}`
    : Prisma.sql`(started_at, id) > ${edge}`;
}

/** The way back is walked from its edge as well, so its page is the nearest, not the newest. */
function inOrder({ cursor, limit }: Place): Prisma.Sql {
  return cursor?.towards === 'newer'
    ? Prisma.sql`ORDER BY started_at, id LIMIT ${limit + 1}`
    : Prisma.sql`ORDER BY started_at DESC, id DESC LIMIT ${limit + 1}`;
}
