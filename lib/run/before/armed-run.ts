import type { Database, Queries } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import { findingTopic } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { decideExecution } from '../decide-execution';
import { planRun, type Requester, type RunSources } from '../plan-run';
import type { ExecuteRequest } from '../run';

/** What the browser sends: Execute, for a later time. */
export type ArmRequest = Omit<ExecuteRequest, 'idempotencyKey'> & {
  /** ISO 8601; inside the change's planned window. */
  readonly startAt: string;
};

export type ArmOutcome =
  | { readonly kind: 'armed'; readonly id: string }
  | { readonly kind: 'refused'; readonly message: string; readonly plan: Plan };

/** An armed start as pages show it. Times are ISO 8601 UTC. */
export type ArmedRun = {
  readonly id: string;
  readonly ticket: string;
  readonly subject: string;
  readonly environment: string;
  readonly agentName: string;
  readonly agentEmail: string;
  readonly startAt: string;
  readonly armedAt: string;
};

const MAX_AHEAD_MS = 14 * 24 * 60 * 60_000;

/**
 * Arms a plan that was seen: at that time it is planned again, and started only if nothing differs.
 * The plan is made for the moment of the start, so that its window is not one of its problems.
 * Throws `AppError` when the ticket cannot be read, the time is outside the window, or the ticket is
 * armed already.
 */
export async function armRun(
  request: ArmRequest,
  requester: Requester,
  sources: RunSources,
): Promise<ArmOutcome> {
  const startAt = new Date(request.startAt);
  const planned = await planRun(
    { ticket: request.ticket, environment: request.environment, volumeIds: null },
    requester,
    { ...sources, preview: { ...sources.preview, now: () => startAt } },
  );
  const { plan } = planned;
  const plannedStartAt = requireWithinWindow(plan, startAt);
  const acknowledged = request.acknowledged.filter((key) => !isAboutTheTime(key));
  const decision = decideExecution(
    plan,
    { ...request, acknowledged, idempotencyKey: '' },
    requester,
  );
  if (decision.kind === 'reject') {
    const message = decision.message.replace('Nothing was done', 'Not armed');
    return { kind: 'refused', message, plan };
  }
  const id = sources.newId();
  try {
    await sources.database.prisma.$executeRaw`
      INSERT INTO armed_run (id, status, ticket, environment, fingerprint, acknowledged, reason, plan,
        agent_subject, agent_email, agent_name, planned_start_at, start_at, armed_at)
      VALUES (${id}::uuid, 'armed', ${plan.ticket.reference}, ${plan.environmentChoice},
        ${plan.fingerprint}, ${acknowledged}::text[], ${request.reason},
        ${JSON.stringify(plan)}::jsonb, ${requester.agent.subject}, ${requester.agent.email},
        ${requester.agent.name}, ${plannedStartAt}, ${startAt}, clock_timestamp())`;
  } catch (error) {
    if (!(await isArmed(sources.database.prisma, plan.ticket.reference))) throw error;
    throw new AppError({
      code: 'request-unreadable',
      message: `${plan.ticket.reference} is already armed.`,
      hint: 'Disarm it first, then arm it again.',
    });
  }
  return { kind: 'armed', id };
}

/** What is acknowledged now and cannot be so at the start of the window. */
function isAboutTheTime(key: string): boolean {
  return findingTopic(key).startsWith('outside-planned-window:');
}

function requireWithinWindow({ ticket }: Plan, startAt: Date): Date {
  const { plannedStartAt, plannedEndAt, reference } = ticket;
  const at = startAt.getTime();
  if (plannedStartAt === null) throw outside(`${reference} has no planned start.`);
  const ends = plannedEndAt === null ? Number.POSITIVE_INFINITY : Date.parse(plannedEndAt);
  if (at < Date.parse(plannedStartAt) || at > ends) {
    throw outside(`The time is outside the planned window of ${reference}.`);
  }
  if (at <= Date.now()) throw outside('The time has passed. Execute the ticket instead.');
  if (at > Date.now() + MAX_AHEAD_MS) throw outside('The time is more than 14 days ahead.');
  return new Date(plannedStartAt);
}

function outside(message: string): AppError {
  return new AppError({
    code: 'request-unreadable',
    message: `Not armed: ${message}`,
    hint: 'Choose a time inside the planned window.',
  });
}

async function isArmed(queries: Queries, ticket: string): Promise<boolean> {
  return (await queries.armedRun.count({ where: { ticket, status: 'armed' } })) > 0;
}

/** False: it was no longer armed; it may have started. */
export async function disarmRun(
  { prisma }: Database,
  id: string,
  by: { readonly name: string; readonly email: string },
): Promise<boolean> {
  const ended = await prisma.$executeRaw`
    UPDATE armed_run SET status = 'disarmed', ended_at = clock_timestamp(),
      ended_by = ${`${by.name} (${by.email})`}
    WHERE id = ${id}::uuid AND status = 'armed'`;
  return ended > 0;
}

/** Everything that will start by itself, the soonest first; or that of one ticket. */
export async function listArmedRuns(
  queries: Queries,
  ticket: string | null = null,
): Promise<readonly ArmedRun[]> {
  // Open start pages ask often, and a plan is large: only its subject leaves the database.
  const rows = await queries.$queryRaw<ArmedRow[]>`
    SELECT id, ticket, plan #>> '{ticket,subject}' AS subject, environment,
      agent_name AS "agentName", agent_email AS "agentEmail", start_at AS "startAt",
      armed_at AS "armedAt"
    FROM armed_run
    WHERE status = 'armed' AND (${ticket}::text IS NULL OR ticket = ${ticket})
    ORDER BY start_at LIMIT 200`;
  return rows.map(({ startAt, armedAt, ...row }) => ({
    ...row,
    startAt: startAt.toISOString(),
    armedAt: armedAt.toISOString(),
  }));
}

type ArmedRow = Omit<ArmedRun, 'startAt' | 'armedAt'> & {
  readonly startAt: Date;
  readonly armedAt: Date;
};
