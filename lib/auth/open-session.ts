import { v7 as createId } from 'uuid';
import type { Config } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import { readLine } from '@/lib/text/read-line';
import {
  identify,
  listTexts,
  readClaim,
  readText,
  type Claims,
  type ReceivedClaims,
} from './claims';
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

const MAX_SHOWN = 50;

export function describeReceived(claims: Claims, groupsClaim: string): ReceivedClaims {
  const groups = listTexts(readClaim(claims, groupsClaim));
  return {
    claims: Object.keys(claims)
      .map((name) => readLine(name, 100))
      .toSorted()
      .slice(0, MAX_SHOWN),
    groups: groups.slice(0, MAX_SHOWN).map((group) => readLine(group, 200)),
    groupCount: groups.length,
    overage: groups.length === 0 && hasOverage(claims, groupsClaim),
  };
}

/** Entra ID sends these instead of more than 200 groups. */
function hasOverage(claims: Claims, groupsClaim: string): boolean {
  const elsewhere = claims['_claim_names'];
  const named = typeof elsewhere === 'object' && elsewhere !== null && groupsClaim in elsewhere;
  return named || claims['hasgroups'] === true || claims['hasgroups'] === 'true';
}
