import type { EnvironmentConfig } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import { isInGroup } from './roles-of-groups';

type Operators = { readonly name: string; readonly operators: readonly string[] };

/**
 * The environments that have operators of their own and where a person of these groups is none of
 * them; without the right to execute nothing is asked here. No role is an exception.
 */
export function listRestrictedEnvironments(
  groups: readonly string[],
  environments: readonly EnvironmentConfig[],
): readonly Operators[] {
  return environments.flatMap(({ name, operators }) =>
    operators === undefined || isInGroup(groups, operators) ? [] : [{ name, operators }],
  );
}

/** The same for a person who may be signed out by now, by what the last sign-in brought. */
export async function listRestrictedEnvironmentsOf(
  queries: Queries,
  subject: string,
  environments: readonly EnvironmentConfig[],
): Promise<readonly Operators[]> {
  if (environments.every(({ operators }) => operators === undefined)) return [];
  const session = await queries.session.findFirst({
    where: { subject },
    orderBy: { startedAt: 'desc' },
    select: { groups: true },
  });
  return listRestrictedEnvironments(session?.groups ?? [], environments);
}
