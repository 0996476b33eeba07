import type { Config } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import type { Person } from './role';
import { rolesOfGroups } from './roles-of-groups';
import { IDLE_S, MAX_SESSION_S, RENEW_AFTER_S } from './session-limits';

type Row = {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly due: boolean;
};

/**
 * The person of a session that counts: not ended by anybody, used within the last 15 minutes, begun
 * within the last 8 hours. Notes the use. Roles are those of the configuration of this moment.
 */
export async function findSessionPerson(
  queries: Queries,
  sessionId: string,
  roleGroups: Config['roleGroups'],
): Promise<Person | null> {
  const [row] = await queries.$queryRaw<Row[]>`
    SELECT subject, email, name, groups,
           last_seen_at < clock_timestamp() - ${RENEW_AFTER_S} * interval '1 second' AS due
    FROM session
    WHERE id = ${sessionId}::uuid AND ended_at IS NULL
      AND last_seen_at > clock_timestamp() - ${IDLE_S} * interval '1 second'
      AND started_at > clock_timestamp() - ${MAX_SESSION_S} * interval '1 second'`;
  if (row === undefined) return null;
  if (row.due) {
    await queries.$executeRaw`
      UPDATE session SET last_seen_at = clock_timestamp()
      WHERE id = ${sessionId}::uuid AND ended_at IS NULL`;
  }
  const { subject, email, name, groups } = row;
  return { subject, email, name, roles: rolesOfGroups(groups, roleGroups), groups };
}
