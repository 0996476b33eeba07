import type { AwsEnvironment } from '@/lib/aws/create-aws-environment';
import { readInventory } from '@/lib/aws/read-inventory';
import { AppError } from '@/lib/errors/app-error';
import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import { buildPlan } from '@/lib/plan/build-plan';
import { listLookups } from '@/lib/plan/list-lookups';
import { describeSnapshot, formatDay, tagSnapshot } from '@/lib/plan/tag-snapshot';
import type { Plan } from '@/lib/plan/plan';
import type { Policy } from '@/lib/plan/policy';
import type { TicketReference } from '@/lib/ticket/ticket';

export type PreviewRequest = {
  readonly reference: TicketReference;
  /** The name of one environment, or `all`; null chooses for the agent. */
  readonly environmentChoice: string | null;
  readonly agentEmail: string;
};

/** The outside systems a preview reads; it changes none of them. */
export type PreviewSources = {
  readonly freshservice: Freshservice;
  readonly environmentNames: readonly string[];
  findEnvironment(name: string, agentEmail: string): AwsEnvironment;
  readonly timeZone: string;
  readonly policy: Policy;
  now(): Date;
};

/**
 * Reads the ticket and what its tasks name from live data and builds the plan. The page shows it;
 * Execute builds it again the same way. Throws `AppError` when Freshservice cannot be read; an
 * environment that cannot be read is a finding of the plan.
 */
export async function previewTicket(
  request: PreviewRequest,
  sources: PreviewSources,
): Promise<Plan> {
  const choice = request.environmentChoice ?? chooseByDefault(sources.environmentNames);
  const names = chooseEnvironments(choice, sources.environmentNames);
  const [ticket, tasks] = await Promise.all([
    sources.freshservice.fetchTicket(request.reference),
    sources.freshservice.fetchTasks(request.reference),
  ]);
  const now = sources.now();
  const query = {
    ...listLookups(tasks),
    permissionProbe: probeLike(
      ticket.reference,
      request.agentEmail,
      formatDay(now, sources.timeZone),
    ),
  };
  const inventories = await Promise.all(
    names.map((name) => readInventory(sources.findEnvironment(name, request.agentEmail), query)),
  );
  return buildPlan({
    ticket,
    tasks,
    inventories,
    environmentChoice: choice,
    agentEmail: request.agentEmail,
    now,
    timeZone: sources.timeZone,
    policy: sources.policy,
  });
}

/** A snapshot like those of this ticket, to ask EC2 whether it would be allowed. */
function probeLike(ticket: string, agentEmail: string, day: string) {
  const words = { serverName: 'permission check', volumeId: 'vol', ticket, agentEmail };
  return { tags: tagSnapshot(words, day), description: describeSnapshot(words) };
}

function chooseByDefault([first, ...others]: readonly string[]): string {
  return first !== undefined && others.length === 0 ? first : 'all';
}

function chooseEnvironments(choice: string, names: readonly string[]): readonly string[] {
  if (choice === 'all') return names;
  if (names.includes(choice)) return [choice];
  throw new AppError({
    code: 'environment-unknown',
    message: `There is no environment named “${choice.slice(0, 60)}”.`,
    hint: `Choose one of: ${names.join(', ')}, all.`,
  });
}
