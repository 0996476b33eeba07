import { readSessionId } from '@/lib/auth/access';
import { listRestrictedEnvironments } from '@/lib/auth/operators';
import { hasPermission, type Person } from '@/lib/auth/role';
import { getConfig } from '@/lib/config/get-config';
import type { Executor } from '@/lib/plan/step-findings';
import type { Requester } from '@/lib/run/plan-run';

/** The signed-in person as the one who asks for a run. */
export async function requesterOf(person: Person): Promise<Requester> {
  return {
    agent: person,
    sessionId: await readSessionId(),
    mayOverride: hasPermission(person.roles, 'override-policy'),
    executor: findExecutor(person),
  };
}

/** What the rules for the executing person need to know; null for a person who may only look. */
export function findExecutor({ roles, groups }: Person): Executor | null {
  if (!hasPermission(roles, 'execute')) return null;
  return { restrictedEnvironments: listRestrictedEnvironments(groups, getConfig().environments) };
}
