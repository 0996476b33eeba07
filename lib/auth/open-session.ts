import { v7 as createId } from 'uuid';
import type { Config } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import { describeReceived, identify, readClaim, readText, type Claims } from './claims';
import { listKnownGroups, rolesOfGroups } from './roles-of-groups';

/** Ended and forgotten sessions are of no use after this. */
const KEEP_DAYS = 90;

/** Stores who has signed in; returns the session's id, which goes into the cookie. */
export async function openSession(
  queries: Queries,
  claims: Claims,
  { oidc, roleGroups, environments }: Pick<Config, 'oidc' | 'roleGroups' | 'environments'>,
): Promise<string> {
  const id = createId();
  const { subject, email } = identify(claims, oidc);
  const groups = listKnownGroups(readClaim(claims, oidc.groupsClaim), roleGroups, environments);
  await queries.session.create({
    data: {
      id,
      subject,
      email,
      name: readText(claims['name']) ?? email,
      groups: [...groups],
      // Only who has no access needs to see why; of everybody else nothing more is kept.
      ...(rolesOfGroups(groups, roleGroups).length === 0
        ? { received: describeReceived(claims, oidc.groupsClaim) }
        : {}),
    },
  });
  await queries.$executeRaw`
    DELETE FROM session WHERE started_at < clock_timestamp() - ${KEEP_DAYS} * interval '1 day'`;
  return id;
}
