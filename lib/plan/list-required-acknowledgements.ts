import type { Plan } from './plan';

/** The keys of the warnings that the agent must tick off, one by one, before Execute. */
export function listRequiredAcknowledgements(plan: Pick<Plan, 'findings'>): readonly string[] {
  return plan.findings.filter(({ severity }) => severity === 'warning').map(({ key }) => key);
}
