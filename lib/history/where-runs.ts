import { Prisma } from '@/lib/db/generated/client';
import { parseSearch } from './parse-search';
import type { RunFilters } from './run-filters';
import { whereTerm } from './where-term';

/**
 * The filters as a condition on `run`. List, count, overview and export share it, so that the file
 * holds what the page shows.
 */
export function whereRuns(filters: RunFilters): Prisma.Sql {
  const { statuses, agent, environment, cause, from, to } = filters;
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
  if (from !== null) {
    conditions.push(Prisma.sql`run.started_at >= ${from}::timestamp AT TIME ZONE 'UTC'`);
  }
  if (to !== null) {
    conditions.push(
      Prisma.sql`run.started_at < (${to}::timestamp + interval '1 day') AT TIME ZONE 'UTC'`,
    );
  }
  return conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND ');
}
