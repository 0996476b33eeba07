import { Prisma } from '@/lib/db/generated/client';
import { parseSearch, type SearchTerm } from './parse-search';
import type { RunFilters } from './run-filters';

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
  if (filters.expired !== null) {
    conditions.push(Prisma.sql`run.id IN (
      SELECT run_id FROM expiring_snapshot WHERE expires_on <= ${filters.expired})`);
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

/** What one thing of the search box means, as a condition on `run` that an index can answer. */
function whereTerm(term: SearchTerm): Prisma.Sql {
  switch (term.kind) {
    case 'ticket':
      return Prisma.sql`run.ticket IN (${Prisma.join(term.tickets)})`;
    case 'run':
      return Prisma.sql`run.id = ${term.id}::uuid`;
    case 'run-start':
      return Prisma.sql`run.id BETWEEN ${`${term.start}-0000-0000-0000-000000000000`}::uuid
        AND ${`${term.start}-ffff-ffff-ffff-ffffffffffff`}::uuid`;
    case 'agent':
      return Prisma.sql`lower(run.agent_email) = ${term.email}`;
    case 'snapshot':
      return Prisma.sql`run.id IN (SELECT run_id FROM step WHERE snapshot_id = ${term.id}
        UNION ALL SELECT run_id FROM step WHERE target_snapshot_id = ${term.id})`;
    case 'instance':
      return asked(Prisma.sql`step.instance_id`, term.id);
    case 'volume':
      return asked(Prisma.sql`step.volume_id`, term.id);
    case 'address':
      return asked(Prisma.sql`step.ip_address`, term.address);
    case 'text':
      return contains(term.text);
  }
}

/** A refused run has no steps; what it asked for stands in its search text only. */
function asked(column: Prisma.Sql, value: string): Prisma.Sql {
  return Prisma.sql`run.id IN (
    SELECT run_id FROM step WHERE ${column} = ${value}
    UNION ALL
    SELECT refused.id FROM run AS refused WHERE refused.status = 'rejected'
      AND string_to_array(refused.search_text, ' ') @> ARRAY[${value}])`;
}

/**
 * Trigrams contain only letters and digits, so `web-23` would be searched as `web` and a word that
 * begins with `23`, which match too much. The index therefore stores `-` as `q` and `.` as `x`. It
 * can return false positives; the `strpos` condition is exact. It covers only runs with nothing
 * due; the others have partial indexes.
 */
function contains(text: string): Prisma.Sql {
  return Prisma.sql`strpos(run.search_text, ${text}) > 0
    AND ((run.slack_due_at IS NULL AND run.status NOT IN ('queued', 'running')
        AND replace(replace(run.search_text, '-', 'q'), '.', 'x')
          LIKE ${`%${escapeLike(text.replaceAll('-', 'q').replaceAll('.', 'x'))}%`})
      OR run.slack_due_at IS NOT NULL OR run.status IN ('queued', 'running'))`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
