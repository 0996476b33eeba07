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
 * Trigrams are of letters and digits only: of `web-23` the index would know `web` and a word that
 * begins with 2, which ids and addresses have as well. So it is over the text with `-` and `.` as
 * letters, and finds a few rows too many; the first condition is the exact one.
 */
function contains(text: string): Prisma.Sql {
  return Prisma.sql`strpos(run.search_text, ${text}) > 0
    AND replace(replace(run.search_text, '-', 'q'), '.', 'x')
      LIKE ${`%${escapeLike(text.replaceAll('-', 'q').replaceAll('.', 'x'))}%`}`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
