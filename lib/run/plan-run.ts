import type { Database, Queries } from '@/lib/db/client';
import type { Executor } from '@/lib/plan/step-findings';
import type { Plan } from '@/lib/plan/plan';
import { restrictPlan } from '@/lib/plan/restrict-plan';
import { requireReference } from '@/lib/preview/load-ticket';
import { previewTicket, type PreviewSources } from '@/lib/preview/preview-ticket';
import type { FreshserviceHosts } from '@/lib/ticket/parse-ticket-reference';
import { requireActive } from './engine/passive-mode';
import type { Agent } from './run';

/** What Execute and Retry read from and store in. */
export type RunSources = {
  readonly database: Database;
  /** Reads live: what others read a moment ago is not enough to act on. */
  readonly preview: PreviewSources;
  readonly hosts: FreshserviceHosts;
  /** Set by a variable: nothing starts here. */
  readonly passive: boolean;
  newId(): string;
};

/** Who presses Execute or Retry, and with what rights. */
export type Requester = {
  readonly agent: Agent;
  /** The session must still be open when the run is stored. Null where no browser takes part. */
  readonly sessionId: string | null;
  readonly mayOverride: boolean;
  /** What rules about the person ask; null where no person takes part. */
  readonly executor: Executor | null;
};

export type PlannedRun = {
  readonly plan: Plan;
  /** The database's clock before the plan was read: what is created later is not in the plan. */
  readonly readingSince: string;
  /** Reads the same plan once more. */
  planAgain(): Promise<Plan>;
};

type Target = {
  readonly ticket: string;
  readonly environment: string;
  /** Only steps of these volumes; null for the whole plan. */
  readonly volumeIds: readonly string[] | null;
};

/**
 * Builds the plan from live data, as the dry run does, for Execute and for Retry. Throws `AppError`
 * `passive-mode` before anything is read.
 */
export async function planRun(
  { ticket, environment, volumeIds }: Target,
  { agent, executor }: Requester,
  { database, preview, hosts, passive }: RunSources,
): Promise<PlannedRun> {
  await requireActive(database.prisma, { passive });
  const reference = requireReference(ticket, hosts);
  const request = { reference, environmentChoice: environment, agentEmail: agent.email, executor };
  const planAgain = async () => {
    const plan = await previewTicket(request, preview);
    return volumeIds === null ? plan : restrictPlan(plan, new Set(volumeIds));
  };
  const readingSince = await readDatabaseTime(database.prisma);
  return { plan: await planAgain(), readingSince, planAgain };
}

/** The database's clock as it writes it, to the microsecond and with its offset. */
async function readDatabaseTime(queries: Queries): Promise<string> {
  const [row] = await queries.$queryRaw<{ now: string }[]>`SELECT clock_timestamp()::text AS now`;
  if (row === undefined) throw new Error('The database does not tell the time.');
  return row.now;
}
