import { Prisma } from '@/lib/db/generated/client';
import { parseSearch } from './parse-search';
import type { RunFilters } from './run-filters';
import { whereTerm } from './where-term';

/**
 * The filters as a condition on `run`. List, count, overview and export share it, so that the file
 * holds what the page shows.
 */
export function whereRuns(filters: RunFilters): Prisma.Sql {
  const { statuses, agent, environment, cause } = filters;
  const conditions = parseSearch(filters.search).map(whereTerm);
  if (statuses.length > 0) {
    conditions.push(Prisma.sql`run.status IN (${Prisma.join(statuses)})`);
  }
  if (agent !== '') conditions.push(Prisma.sql`lower(run.agent_email) = ${agent.toLowerCase()}`);
  if (environment !== '') {
    conditions.push(Prisma.sql`run.environments @> ARRAY[${environment}]`);
  }
  if (cause !== '') {
    conditions.push(Prisma.sql`run.id IN (
      SELECT run_id FROM step WHERE error_code = ${cause}
      UNION ALL SELECT id FROM run AS refused WHERE rejection_code = ${cause})`);
  }
  return joinConditions([...conditions, ...listDateConditions(filters)]);
}

/** The range of dates alone: a stretch of the list. */
export function whereDates(filters: RunFilters): Prisma.Sql {
  return joinConditions(listDateConditions(filters));
}

function listDateConditions({ from, to }: RunFilters): readonly Prisma.Sql[] {
  const since = (day: string) => Prisma.sql`run.started_at >= ${day}::timestamp AT TIME ZONE 'UTC'`;
  const until = (day: string) =>
    Prisma.sql`run.started_at < (${day}::timestamp + interval '1 day') AT TIME ZONE 'UTC'`;
  return [...(from === null ? [] : [since(from)]), ...(to === null ? [] : [until(to)])];
}

function joinConditions(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...conditions], ' AND ');
}
