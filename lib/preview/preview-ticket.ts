import { AppError } from '@/lib/errors/app-error';
import { buildPlan } from '@/lib/plan/build-plan';
import type { SnapshotTime } from '@/lib/plan/estimate-duration';
import type { EnvironmentInventory } from '@/lib/plan/inventory';
import { listLookups } from '@/lib/plan/list-lookups';
import { describeSnapshot, formatDay, tagSnapshot } from '@/lib/plan/tag-snapshot';
import type { Plan } from '@/lib/plan/plan';
import type { Policy } from '@/lib/plan/policy';
import type { TicketReference } from '@/lib/ticket/ticket';
import type { TicketReading } from './read-ticket';
import type { InventoryRequest } from './share-inventories';

export type PreviewRequest = {
  readonly reference: TicketReference;
  /** The name of one environment, or `all`; null chooses for the agent. */
  readonly environmentChoice: string | null;
  readonly agentEmail: string;
};

/** Where a preview reads; it changes nothing there. */
export type PreviewSources = {
  readonly environmentNames: readonly string[];
  readonly timeZone: string;
  readonly policy: Policy;
  readTicket(reference: TicketReference): Promise<TicketReading>;
  /** An environment that cannot be read is an inventory with problems. */
  readInventory(request: InventoryRequest): Promise<EnvironmentInventory>;
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
    sources.readTicket(request.reference),
    sources.listSnapshotTimes(),
  ]);
  const now = sources.now();
  const query = buildQuery(reading, agentEmail, formatDay(now, sources.timeZone));
  const inventories = await Promise.all(
    names.map((environment) => sources.readInventory({ environment, agentEmail, reading, query })),
  );
  return buildPlan({
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
  });
}

/** What to look up, and a snapshot like those of this ticket, to ask whether it would be allowed. */
function buildQuery({ ticket, tasks }: TicketReading, agentEmail: string, day: string) {
  const lookups = listLookups(tasks);
  const serverName = lookups.names[0] ?? lookups.addresses[0] ?? 'none';
  const words = { serverName, volumeId: 'vol', ticket: ticket.reference, agentEmail };
  const tags = [...tagSnapshot(words, day), ...RUN_TAGS];
  return { ...lookups, permissionProbe: { tags, description: describeSnapshot(words) } };
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
