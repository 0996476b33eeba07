import type { Plan } from './plan';

/**
 * The keys of what the agent must tick off, one by one, before Execute: every warning, and every
 * rule that is to be overridden.
 */
export function listRequiredAcknowledgements(plan: Pick<Plan, 'findings'>): readonly string[] {
  return plan.findings
    .filter(({ severity, overridable }) => severity === 'warning' || overridable)
    .map(({ key }) => key);
}
