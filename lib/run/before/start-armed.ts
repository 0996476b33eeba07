import type { Queries } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import type { Logger } from '@/lib/log/logger';
import type { Executor } from '@/lib/plan/step-findings';
import { formatMinute } from '@/lib/plan/finding';
import type { Plan } from '@/lib/plan/plan';
import { hashExecute, storeExecution } from '../execute-ticket';
import { planRun, type Requester, type RunSources } from '../plan-run';
import type { Ticket } from '@/lib/ticket/ticket';
import type { Agent, ExecuteRequest } from '../run';
import { storeRejectedRun } from '../store-run';

/** What a person may do by now, whether signed in or not. */
export type StandingRights = {
  readonly mayExecute: boolean;
  readonly mayOverride: boolean;
  readonly executor: Executor;
};

export type ArmedSources = {
  readonly runSources: RunSources;
  readonly log: Logger;
  /** By the person's last sign-in; null: an admin ended the access since then. */
  findRights(agentSubject: string, since: Date): Promise<StandingRights | null>;
};

type Armed = {
  readonly id: string;
  readonly ticket: string;
  readonly environment: string;
  readonly fingerprint: string;
  readonly acknowledged: readonly string[];
  readonly reason: string | null;
  readonly plan: Plan;
  readonly agentSubject: string;
  readonly agentEmail: string;
  readonly agentName: string;
  readonly plannedStartAt: Date;
  readonly startAt: Date;
  readonly armedAt: Date;
};

/** After this it is missed: the people who wait for it have decided something else by then. */
const LATEST_START_MS = 15 * 60_000;
/** A process that died while it planned leaves the start to others after this. */
const HOLD_MS = 30_000;
/** Between two attempts while Freshservice or AWS cannot be read. */
const ASK_AGAIN_MS = 10_000;
const AT_ONCE = 5;
/** Per reading of coming changes; the soonest first. */
const MAX_CHECKED = 20;

/** Starts what is due, or records why not. Each ends once, whatever becomes of this process. */
export async function startArmedRuns(sources: ArmedSources): Promise<void> {
  const workOn = async () => {
    for (;;) {
      const armed = await holdDue(sources.runSources.database.prisma);
      if (armed === null) return;
      await startOne(sources, armed);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOn));
}

type Due = Armed & { readonly missed: boolean; readonly now: Date };

async function holdDue(queries: Queries): Promise<Due | null> {
  const [due] = await queries.$queryRaw<Due[]>`
    UPDATE armed_run SET held_until = clock_timestamp() + ${HOLD_MS} * interval '1 ms'
    WHERE id = (
      SELECT id FROM armed_run
      WHERE status = 'armed' AND start_at <= clock_timestamp()
        AND (held_until IS NULL OR held_until <= clock_timestamp())
      ORDER BY start_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, ticket, environment, fingerprint, acknowledged, reason, plan,
      agent_subject AS "agentSubject", agent_email AS "agentEmail", agent_name AS "agentName",
      planned_start_at AS "plannedStartAt", start_at AS "startAt", armed_at AS "armedAt",
      start_at + ${LATEST_START_MS} * interval '1 ms' < clock_timestamp() AS missed,
      clock_timestamp() AS now`;
  return due ?? null;
}

async function startOne(sources: ArmedSources, armed: Due): Promise<void> {
  const { log, runSources } = sources;
  try {
    const rights = await sources.findRights(armed.agentSubject, armed.armedAt);
    const refusal = armed.missed ? MISSED : refuseByRights(rights, armed);
    if (refusal !== null) return await endArmed(runSources, armed, refusal);
    const requester = requesterOf(armed, rights);
    const { ticket, environment } = armed;
    // By the database's clock: one that is a second behind would say that the window has not begun.
    const preview = { ...runSources.preview, now: () => armed.now };
    const planned = await planRun({ ticket, environment, volumeIds: null }, requester, {
      ...runSources,
      preview,
    });
    const changed = findChange(planned.plan.ticket, armed);
    if (changed !== null) return await endArmed(runSources, armed, changed, 'disarmed');
    const outcome = await storeExecution(requestOf(armed), planned, requester, runSources, {
      note: describeArming(armed),
      within: (tx, { runId, started }) =>
        endWithin(tx, armed, runId, started ? 'started' : 'not-started'),
    });
    log.info({ armed: armed.id, runId: outcome.runId, outcome: outcome.kind }, 'armed start ended');
  } catch (error) {
    await settleFailure(sources, armed, error);
  }
}

const MISSED = 'the start time was missed by more than 15 minutes.';

function refuseByRights(rights: StandingRights | null, { agentName }: Armed): string | null {
  if (rights === null) return `an administrator revoked the access of ${agentName}.`;
  return rights.mayExecute ? null : `${agentName} no longer has permission to execute.`;
}

type TicketNow = Pick<Ticket, 'reference' | 'status' | 'discarded' | 'plannedStartAt'>;

/** Besides what Execute itself compares: the ticket must still be the one that was armed. */
function findChange(ticket: TicketNow, { plannedStartAt }: Armed): string | null {
  const { reference, status, discarded, plannedStartAt: now } = ticket;
  if (discarded === 'deleted') return `${reference} was deleted.`;
  if (discarded === 'spam') return `${reference} was marked as spam.`;
  if (status.closed) return `${reference} is closed (status “${status.label}”).`;
  if (now !== null && Date.parse(now) === plannedStartAt.getTime()) return null;
  const is = now === null ? 'not set' : formatMinute(now);
  return `The planned start of ${reference} changed: it is now ${is}.`;
}

/** What cannot be read now may be readable in time; everything else is a reason not to start. */
async function settleFailure(
  { runSources, log }: ArmedSources,
  armed: Armed,
  error: unknown,
): Promise<void> {
  if (error instanceof NotArmedError) return;
  if (error instanceof AppError && FINAL.has(error.code)) {
    return endArmed(runSources, armed, error.message);
  }
  log.warn({ err: error, armed: armed.id }, 'an armed start could not be planned; trying again');
  await runSources.database.prisma.$executeRaw`
    UPDATE armed_run SET held_until = clock_timestamp() + ${ASK_AGAIN_MS} * interval '1 ms'
    WHERE id = ${armed.id}::uuid AND status = 'armed'`;
}

const FINAL: ReadonlySet<string> = new Set([
  'passive-mode',
  'ticket-not-found',
  'ticket-too-large',
  'environment-unknown',
  'idempotency-key-reused',
]);

/** Another process, or a person, ended it meanwhile: nothing of this attempt stays. */
class NotArmedError extends Error {}

/** Part of the transaction that stores the run: it starts exactly if this row was still armed. */
async function endWithin(
  tx: Queries,
  { id }: Armed,
  runId: string,
  status: 'started' | 'not-started' | 'disarmed',
): Promise<void> {
  const ended = await tx.$executeRaw`
    UPDATE armed_run SET status = ${status}, run_id = ${runId}::uuid,
      ended_at = clock_timestamp(), ended_by = 'Snapgate'
    WHERE id = ${id}::uuid AND status = 'armed'
      AND (${status !== 'started'} OR clock_timestamp() <= start_at + ${LATEST_START_MS} * interval '1 ms')`;
  if (ended === 0) throw new NotArmedError('It is not armed now.');
}

/**
 * Disarms what was moved, closed or withdrawn since, before its time comes. `readTicket` gives null
 * for a ticket that is gone, and throws `AppError` where it cannot be read now.
 */
export async function disarmChanged(
  runSources: RunSources,
  readTicket: (reference: string) => Promise<TicketNow | null>,
): Promise<void> {
  const rows = await runSources.database.prisma.armedRun.findMany({
    where: { status: 'armed', startAt: { gt: new Date() } },
    orderBy: { startAt: 'asc' },
    take: MAX_CHECKED,
  });
  for (const row of rows) {
    const armed = { ...row, plan: row.plan as unknown as Plan };
    const ticket = await readTicket(armed.ticket);
    const changed =
      ticket === null
        ? `${armed.ticket} was not found in Freshservice.`
        : findChange(ticket, armed);
    if (changed !== null) await endArmed(runSources, armed, changed, 'disarmed');
  }
}

/** Records that it did not start, as a rejected run: in the history, and told in Slack. */
async function endArmed(
  { database, newId }: RunSources,
  armed: Armed,
  why: string,
  status: 'not-started' | 'disarmed' = 'not-started',
): Promise<void> {
  const request = requestOf(armed);
  const draft = {
    id: newId(),
    request,
    requestHash: hashExecute(request),
    requester: requesterOf(armed, null),
    retryOf: null,
    plan: armed.plan,
    readingSince: armed.armedAt.toISOString(),
    planAgain: () => Promise.resolve(armed.plan),
    within: (tx: Queries, { runId }: { readonly runId: string }) =>
      endWithin(tx, armed, runId, status),
  };
  const message = `${status === 'disarmed' ? 'Disarmed' : 'Not started'}: ${why} ${describeArming(armed)}`;
  await storeRejectedRun(database, draft, { code: 'not-started', message }).catch(
    (error: unknown) => {
      if (!(error instanceof NotArmedError)) throw error;
    },
  );
}

function describeArming({ agentName, armedAt, startAt }: Armed): string {
  return `${agentName} armed it on ${formatMinute(armedAt.toISOString())} for ${formatMinute(startAt.toISOString())}.`;
}

function requesterOf(armed: Armed, rights: StandingRights | null): Requester {
  const { agentSubject: subject, agentEmail: email, agentName: name } = armed;
  const agent: Agent = { subject, email, name };
  return {
    agent,
    // No browser takes part.
    sessionId: null,
    mayOverride: rights?.mayOverride ?? false,
    executor: rights?.executor ?? null,
  };
}

/** Its own id is the key: it is one run, however often it is tried. */
function requestOf(armed: Armed): ExecuteRequest {
  const { id, ticket, environment, fingerprint, acknowledged, reason } = armed;
  return { ticket, environment, fingerprint, acknowledged, reason, idempotencyKey: id };
}
