import type { Config } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import type { Person } from './role';
import { rolesOfGroups } from './roles-of-groups';
import { IDLE_S, MAX_SESSION_S } from './session-limits';

/** Someone who is signed in right now. */
export type SignedInPerson = Omit<Person, 'groups'> & {
  /** Browsers in which the person is signed in. */
  readonly sessions: number;
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly lastSeenAt: string;
};

type Row = {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly sessions: number;
  readonly since: Date;
  readonly last_seen_at: Date;
};

/** More than an internal tool has; the page stays bounded all the same. */
const MOST = 500;

/** Who is signed in, the last seen first. Name and groups are those of the newest sign-in. */
export async function listSignedInPeople(
  queries: Queries,
  roleGroups: Config['roleGroups'],
): Promise<readonly SignedInPerson[]> {
  const rows = await queries.$queryRaw<Row[]>`
    SELECT DISTINCT ON (subject) subject, email, name, groups,
      (count(*) OVER person)::int AS sessions,
      min(started_at) OVER person AS since,
      max(last_seen_at) OVER person AS last_seen_at
    FROM session
    WHERE ended_at IS NULL
      AND last_seen_at > clock_timestamp() - ${IDLE_S} * interval '1 second'
      AND started_at > clock_timestamp() - ${MAX_SESSION_S} * interval '1 second'
    WINDOW person AS (PARTITION BY subject)
    ORDER BY subject, started_at DESC`;
  return rows
    .toSorted((one, other) => other.last_seen_at.getTime() - one.last_seen_at.getTime())
    .slice(0, MOST)
    .map(({ groups, since, last_seen_at, ...row }) => ({
      ...row,
      roles: rolesOfGroups(groups, roleGroups),
      since: since.toISOString(),
      lastSeenAt: last_seen_at.toISOString(),
    }));
}
