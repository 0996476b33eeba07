import { AppError } from '@/lib/errors/app-error';
import { buildPlan } from '@/lib/plan/build-plan';
import type { Executor } from '@/lib/plan/step-findings';
import type { SnapshotTime } from '@/lib/plan/build-step';
import type { EnvironmentInventory } from '@/lib/plan/inventory';
import { listLookups } from '@/lib/plan/index-inventory';
import { formatDescription, formatDay, tagSnapshot } from '@/lib/plan/tag-snapshot';
import type { Plan } from '@/lib/plan/plan';
import type { Policy } from '@/lib/plan/policy-findings';
import type { TicketReference } from '@/lib/ticket/ticket';
import type { LoadedTicket } from './load-ticket';
import { requireAnswerWithinBudget } from './ticket-budget';
import type { InventoryRequest } from './coalesce-inventories';

export type PreviewRequest = {
  readonly reference: TicketReference;
  /** The name of one environment, or `all`; null chooses for the agent. */
  readonly environmentChoice: string | null;
  readonly agentEmail: string;
  /** Who would execute it; null: a person who only looks, or no one. */
  readonly executor: Executor | null;
};

/** Where a preview reads; it changes nothing there. */
export type PreviewSources = {
  readonly environmentNames: readonly string[];
  readonly timeZone: string;
  readonly policy: Policy;
  loadTicket(reference: TicketReference): Promise<LoadedTicket>;
  /** An environment that cannot be read is an inventory with problems. */
  fetchInventory(request: InventoryRequest): Promise<EnvironmentInventory>;
  /** How long snapshots took before; empty where that cannot be known now. */
  listSnapshotTimes(): Promise<readonly SnapshotTime[]>;
  now(): Date;
};

/**
 * Reads the ticket and what its tasks name and builds the plan. The page shows it; Execute builds
 * it again the same way from live data. Throws `AppError` when Freshservice cannot be read; an
 * environment that cannot be read is a finding of the plan.
 */
export async function previewTicket(
  request: PreviewRequest,
  sources: PreviewSources,
): Promise<Plan> {
  const { agentEmail } = request;
  const choice = request.environmentChoice ?? chooseByDefault(sources.environmentNames);
  const names = chooseEnvironments(choice, sources.environmentNames);
  const [reading, snapshotTimes] = await Promise.all([
    sources.loadTicket(request.reference),
    sources.listSnapshotTimes(),
  ]);
  const now = sources.now();
  const query = buildQuery(reading, agentEmail, formatDay(now, sources.timeZone));
  const inventories = await Promise.all(
    names.map((environment) => sources.fetchInventory({ environment, agentEmail, reading, query })),
  );
  const plan = buildPlan({
    ticket: reading.ticket,
    tasks: reading.tasks,
    inventories,
    environmentChoice: choice,
    agentEmail,
    now,
    readAt: reading.readAt,
    timeZone: sources.timeZone,
    policy: sources.policy,
    snapshotTimes,
    executor: request.executor,
    signOff: reading.signOff,
  });
  return requireAnswerWithinBudget(plan);
}

/** What to look up, and a snapshot like those of this ticket, to ask whether it would be allowed. */
function buildQuery({ ticket, tasks }: LoadedTicket, agentEmail: string, day: string) {
  const lookups = listLookups(tasks);
  const serverName = lookups.names[0] ?? lookups.addresses[0] ?? 'none';
  const words = { serverName, volumeId: 'vol', ticket: ticket.reference, agentEmail };
  const tags = [...tagSnapshot(words, day), ...RUN_TAGS];
  return { ...lookups, permissionProbe: { tags, description: formatDescription(words) } };
}

// A policy may name the tags that it allows, so the question has every one that the create has.
const RUN_TAGS = ['snapgate:run', 'snapgate:step'].map((key) => ({ key, value: 'dry-run' }));

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
