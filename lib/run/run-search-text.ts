import type { Plan } from '@/lib/plan/plan';
import type { Agent } from './run';
import { searchable } from './searchable';

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
