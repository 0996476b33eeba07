import type { Plan } from '@/lib/plan/plan';
import type { Agent } from './run';
import { scrubSecrets } from '@/lib/log/scrub-secrets';

/** Everything the history's search box should find a new run by, lower case. */
export function runSearchText({
  agent,
  plan,
}: {
  readonly agent: Agent;
  readonly plan: Plan;
}): string {
  const words = [
    plan.ticket.reference,
    plan.ticket.subject,
    agent.email,
    agent.name,
    ...plan.steps.flatMap((step) => [
      step.serverName,
      step.nameTag ?? '',
      step.ipAddress,
      step.instanceId,
      step.volumeId,
    ]),
  ];
  return searchable([...new Set(words)].join(' '));
}

/**
 * Text as the history's search box finds it. Scrubbed here and not only on its way into the
 * database, because in lower case a secret no longer looks like one.
 */
export function searchable(text: string): string {
  return scrubSecrets(text).toLowerCase();
}
