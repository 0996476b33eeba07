import { Prisma } from '@/lib/db/generated/client';
import type { SearchTerm } from './parse-search';

/** What one thing of the search box means, as a condition on `run` that an index can answer. */
export function whereTerm(term: SearchTerm): Prisma.Sql {
  switch (term.kind) {
    case 'ticket':
      return Prisma.sql`run.ticket IN (${Prisma.join(term.tickets)})`;
    case 'run':
      return Prisma.sql`run.id = ${term.id}::uuid`;
    case 'agent':
      return Prisma.sql`lower(run.agent_email) = ${term.email}`;
    case 'snapshot':
      return Prisma.sql`run.id IN (SELECT run_id FROM step WHERE snapshot_id = ${term.id})`;
    case 'instance':
      return asked(Prisma.sql`step.instance_id`, term.id);
    case 'volume':
      return asked(Prisma.sql`step.volume_id`, term.id);
    case 'address':
      return asked(Prisma.sql`step.ip_address`, term.address);
    case 'text':
      return Prisma.sql`run.search_text LIKE ${`%${escapeLike(term.text)}%`}`;
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

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
