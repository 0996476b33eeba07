import { Prisma } from '@/lib/db/generated/client';
import type { RunFilters } from './run-filters';

/**
 * The filters as a condition on `run`. List, count and export share it, so that the file holds
 * what the page shows.
 */
export function whereRuns(filters: RunFilters): Prisma.Sql {
  const conditions = [
    ...searchWords(filters.search).map(
      (word) => Prisma.sql`run.search_text LIKE ${`%${escapeLike(word)}%`}`,
    ),
    ...(filters.statuses.length > 0
      ? [Prisma.sql`run.status = ANY(string_to_array(${filters.statuses.join(',')}, ','))`]
      : []),
    ...(filters.agent === ''
      ? []
      : [Prisma.sql`lower(run.agent_email) = ${filters.agent.toLowerCase()}`]),
    ...(filters.environment === ''
      ? []
      : [Prisma.sql`run.environments @> ARRAY[${filters.environment}]`]),
    ...(filters.from === null
      ? []
      : [Prisma.sql`run.started_at >= ${filters.from}::timestamp AT TIME ZONE 'UTC'`]),
    ...(filters.to === null
      ? []
      : [
          Prisma.sql`run.started_at < (${filters.to}::timestamp + interval '1 day') AT TIME ZONE 'UTC'`,
        ]),
  ];
  return conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND ');
}

/** Every word must be found somewhere; `#7303` and `CHN 7303` are ways to write a ticket. */
function searchWords(search: string): readonly string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^#/, ''))
    .filter((word) => word !== '');
}

function escapeLike(word: string): string {
  return word.replace(/[\\%_]/g, (character) => `\\${character}`);
}
