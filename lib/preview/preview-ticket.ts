import type { AwsEnvironment } from '@/lib/aws/create-aws-environment';
import { readInventory } from '@/lib/aws/read-inventory';
import { AppError } from '@/lib/errors/app-error';
import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import { buildPlan } from '@/lib/plan/build-plan';
import { listLookups } from '@/lib/plan/list-lookups';
import type { Plan } from '@/lib/plan/plan';
import type { TicketReference } from '@/lib/ticket/ticket';

export type PreviewRequest = {
  readonly reference: TicketReference;
  /** The name of one environment, or `all`. */
  readonly environmentChoice: string;
  readonly agentEmail: string;
};

/** The outside systems a preview reads; it changes none of them. */
export type PreviewSources = {
  readonly freshservice: Freshservice;
  readonly environmentNames: readonly string[];
  findEnvironment(name: string, agentEmail: string): AwsEnvironment;
  readonly timeZone: string;
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
  const names = chooseEnvironments(request.environmentChoice, sources.environmentNames);
  const [ticket, tasks] = await Promise.all([
    sources.freshservice.fetchTicket(request.reference),
    sources.freshservice.fetchTasks(request.reference),
  ]);
  const lookups = listLookups(tasks);
  const inventories = await Promise.all(
    names.map((name) => readInventory(sources.findEnvironment(name, request.agentEmail), lookups)),
  );
  return buildPlan({
    ticket,
    tasks,
    inventories,
    environmentChoice: request.environmentChoice,
    agentEmail: request.agentEmail,
    now: sources.now(),
    timeZone: sources.timeZone,
  });
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
