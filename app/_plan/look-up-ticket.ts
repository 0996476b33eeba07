import { findExecutor } from '@/app/actions/requester';
import { createGate } from '@/app/api/gate';
import type { Person } from '@/lib/auth/role';
import { isLow, type RateLimit } from '@/lib/freshservice/rate-limit';
import { listOpenRunsOf, listRunsOfTicket } from '@/lib/history/list-recent-tickets';
import type { Plan } from '@/lib/plan/plan';
import { requireReference } from '@/lib/preview/load-ticket';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { listArmedRuns, type ArmedRun } from '@/lib/run/before/armed-run';
import type { RunSummary } from '@/lib/run/run';
import { getServices } from '@/lib/services/get-services';
import { formatTicketReference } from '@/lib/ticket/parse-ticket-reference';

export type PlanAnswer = {
  readonly plan: Plan;
  /** Every configured environment, for the chooser. */
  readonly environmentNames: readonly string[];
  /** Freshservice's calls of this minute, when few are left; else null. */
  readonly callsLeft: RateLimit | null;
  /** Earlier runs of this ticket, newest first. */
  readonly runs: readonly RunSummary[];
  /** Runs of any ticket that have open steps on volumes of this plan. */
  readonly openRuns: readonly RunSummary[];
  /** It starts by itself; null: it does not. */
  readonly armed: ArmedRun | null;
};

type LookUp = {
  /** As it was typed. */
  readonly reference: string;
  /** One environment, `all`, or null for the usual choice. */
  readonly environment: string | null;
  /** Shares nothing with others who look at the ticket. */
  readonly live: boolean;
};

/** More than people do at once; each holds what Freshservice and EC2 said. */
const lookUps = createGate(200, 'lookups');

/** The dry run of a ticket, for the page and for the JSON address. Reads, and changes nothing. */
export async function lookUpTicket(order: LookUp, person: Person): Promise<PlanAnswer> {
  const leave = lookUps.enter();
  try {
    const { config, preview, lookUp: shared, freshservice, database } = getServices();
    const reference = requireReference(order.reference, config.freshservice);
    const [plan, runs, armed] = await Promise.all([
      previewTicket(
        {
          reference,
          environmentChoice: order.environment,
          agentEmail: person.email,
          executor: findExecutor(person),
        },
        order.live ? preview : shared,
      ),
      listRunsOfTicket(database.prisma, reference),
      listArmedRuns(database.prisma, formatTicketReference(reference)),
    ]);
    const volumeIds = plan.steps.map(({ volumeId }) => volumeId);
    const openRuns = await listOpenRunsOf(database.prisma, volumeIds);
    const limit = freshservice.rateLimit();
    return {
      plan,
      environmentNames: preview.environmentNames,
      callsLeft: limit !== null && isLow(limit) ? limit : null,
      runs,
      openRuns,
      armed: armed[0] ?? null,
    };
  } finally {
    leave();
  }
}
