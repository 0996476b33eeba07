import type { Config } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import { listRestrictedEnvironments } from './operators';
import { findRevocation } from './revocation';
import { hasPermission } from './role';
import { rolesOfGroups } from './roles-of-groups';

/**
 * What a person who need not be signed in may do by the configuration of now and the groups of their
 * last sign-in. Null: an admin ended their access since then.
 */
export async function findStandingRights(
  queries: Queries,
  subject: string,
  since: Date,
  { roleGroups, environments }: Pick<Config, 'roleGroups' | 'environments'>,
) {
  if ((await findRevocation(queries, subject, since)) !== null) return null;
  const session = await queries.session.findFirst({
    where: { subject },
    orderBy: { startedAt: 'desc' },
    select: { groups: true },
  });
  const groups = session?.groups ?? [];
  const roles = rolesOfGroups(groups, roleGroups);
  return {
    mayExecute: hasPermission(roles, 'execute'),
    mayOverride: hasPermission(roles, 'override-policy'),
    executor: { restrictedEnvironments: listRestrictedEnvironments(groups, environments) },
  };
}
