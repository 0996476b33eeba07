import type { Pool } from 'pg';
import type { RunSummary } from '@/lib/run/run';
import { findGuessedRuns, SEARCH_BOUNDS, type SearchBounds } from './find-guessed-runs';
import { readRows } from './read-rows';
import { formatRunCursor, type Place, type RunCursor } from './run-cursor';
import type { RunFilters } from './run-filters';
import { selectRunSummaries, toRunSummary, type RunSummaryRow } from './run-summary-row';
import { selectPage, selectRunsById } from './select-page';
import { whereRuns } from './where-runs';

export type RunPage = {
  readonly runs: readonly RunSummary[];
  /** Where older runs go on; null on the last page. */
  readonly nextCursor: string | null;
  /** Where newer runs go on; null on the first page. */
  readonly previousCursor: string | null;
};

/** One page of the history, newest first. Throws `AppError` `search-too-slow`. */
export async function listRuns(
  pool: Pool,
  filters: RunFilters,
  place: Place,
  bounds: SearchBounds = SEARCH_BOUNDS,
): Promise<RunPage> {
  const found = await findGuessedRuns(pool, filters, place, bounds);
  const page = found === null ? selectPage(whereRuns(filters), place) : selectRunsById(found);
  const rows = await readRows<RunSummaryRow>(pool, selectRunSummaries(page));
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
