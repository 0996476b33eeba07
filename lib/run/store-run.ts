import type { Database, Queries } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { parseReason } from '@/lib/plan/approve-plan';
import { listChanges } from '@/lib/plan/seen-plan';
import { sessionEnded } from '@/lib/errors/session-ended';
import { requireActive } from './engine/passive-mode';
import { appendEvents } from './events';
import { findRunByIdempotencyKey } from './find-run-by-idempotency-key';
import type { Requester } from './plan-run';
import type { ExecuteOutcome, RejectionCode } from './run';
import { firstEvents, listAcknowledged, stepRow, type RunDraft } from './run-draft';
import { runSearchText, searchable } from './search-text';

type Rejection = { readonly code: RejectionCode; readonly message: string };

/** EC2 allows one snapshot of a volume in 15 s. */
const VOLUME_SPACING_S = 15;

/** Thrown out of the transaction, so that nothing of it stays. */
class OvertakenError extends Error {
  constructor(readonly volumeIds: readonly string[]) {
    super('Another run took snapshots of these volumes after the plan was read.');
  }
}

/**
 * Stores a run, its steps, its first events and the job in one transaction. Two presses with one key meet
 * at the unique key; two runs that want one volume meet at the index on open volumes, or, where one
 * of them has its snapshot by now, at the check behind it. Throws `AppError` `passive-mode`.
 */
export async function storeRun(
  database: Database,
  draft: RunDraft,
  newId: () => string,
): Promise<ExecuteOutcome> {
  try {
    await database.prisma.$transaction(async (tx) => {
      const now = await readDatabaseClock(tx);
      await requireOpenSession(tx, draft.requester);
      // Planning takes seconds, so the switch is asked again; the variable was asked before.
      await requireActive(tx, { passive: false });
      await tx.run.create({ data: { ...runRow(draft, now), status: 'queued' } });
      await tx.step.createMany({
        data: draft.plan.steps.map((step, position) =>
          stepRow(draft.id, newId(), position, step, now),
        ),
      });
      await refuseOvertaken(tx, draft);
      await spaceVolumes(tx, draft.id);
      await appendEvents(tx, draft.id, firstEvents(draft));
      await draft.within?.(tx, { runId: draft.id, started: true });
      await database.jobs.send(tx, 'execute-run', { runId: draft.id });
    });
    return { kind: 'started', runId: draft.id };
  } catch (error) {
    if (error instanceof OvertakenError) {
      // What the other run took is shown as a change of this plan.
      const plan = await draft.planAgain().catch(() => draft.plan);
      return storeRejectedRun(database, { ...draft, plan }, describeOvertaken(error));
    }
    if (!isUniqueViolation(error)) throw error;
    const before = await findEarlier(database, draft);
    if (before !== null) return before;
    return storeRejectedRun(database, draft, {
      code: 'volume-busy',
      message: 'Nothing was done: another run is taking a snapshot of one of these volumes.',
    });
  }
}

/** Records a refused Execute: nothing was done, and the record and Slack say why. */
export async function storeRejectedRun(
  database: Database,
  draft: RunDraft,
  { code, message }: Rejection,
): Promise<ExecuteOutcome> {
  const { seen } = draft.request;
  const changes = seen == null ? [] : listChanges(seen, draft.plan);
  try {
    await database.prisma.$transaction(async (tx) => {
      const now = await readDatabaseClock(tx);
      await requireOpenSession(tx, draft.requester);
      await tx.run.create({
        data: {
          ...runRow(draft, now),
          status: 'rejected',
          rejectionCode: code,
          errorMessage: message,
          searchText: `${runSearchText({ agent: draft.requester.agent, plan: draft.plan })} ${searchable(message)}`,
          finishedAt: now,
          slackDueAt: now,
        },
      });
      await appendEvents(tx, draft.id, [
        { level: 'warn', code: 'execute-rejected', message, data: { rejection: code, changes } },
      ]);
      await draft.within?.(tx, { runId: draft.id, started: false });
      await database.jobs.send(tx, 'announce-runs', null);
    });
    return { kind: 'rejected', runId: draft.id, code, message, plan: draft.plan };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const before = await findEarlier(database, draft);
    if (before === null) throw error;
    return before;
  }
}

/**
 * A volume whose snapshot another run took while this plan was being read: EC2 may have been asked
 * before, so no warning names that snapshot. Runs after this run's steps are stored: an open step
 * of another run is met at the index, so here it is either created and visible, or failed.
 */
async function refuseOvertaken(tx: Queries, { id, readingSince }: RunDraft): Promise<void> {
  // Stored times are rounded to milliseconds.
  const overtaken = await tx.$queryRaw<{ volumeId: string }[]>`
    SELECT DISTINCT mine.volume_id AS "volumeId"
    FROM step AS mine
    JOIN step AS other USING (account_id, region, volume_id)
    WHERE mine.run_id = ${id}::uuid AND other.run_id <> mine.run_id
      AND other.created_at >= date_trunc('milliseconds', ${readingSince}::timestamptz)
    ORDER BY 1`;
  if (overtaken.length === 0) return;
  throw new OvertakenError(overtaken.map(({ volumeId }) => volumeId));
}

function describeOvertaken({ volumeIds }: OvertakenError): Rejection {
  const message = `Nothing was done: another run took a snapshot of ${volumeIds.join(', ')} while this plan was being read.`;
  return { code: 'plan-changed', message };
}

/** A process's own clock may be minutes off; Prisma would take it for the columns' defaults. */
export async function readDatabaseClock(tx: Queries): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (row === undefined) throw new Error('The database does not tell the time.');
  return row.now;
}

function findEarlier({ prisma }: Database, draft: RunDraft): Promise<ExecuteOutcome | null> {
  return findRunByIdempotencyKey(prisma, draft.requester.agent, identifyRequest(draft));
}

/**
 * Planning takes seconds: a person who was signed out meanwhile takes nothing. The lock makes a
 * revocation wait for the run, or the run see the revocation. Throws `AppError` `not-signed-in`.
 */
export async function requireOpenSession(
  tx: Queries,
  { sessionId }: Pick<Requester, 'sessionId'>,
): Promise<void> {
  if (sessionId === null) return;
  const open = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM session WHERE id = ${sessionId}::uuid AND ended_at IS NULL FOR SHARE`;
  if (open.length === 0) throw sessionEnded();
}

function identifyRequest({ request, requestHash }: RunDraft) {
  return { idempotencyKey: request.idempotencyKey, requestHash };
}

function runRow(draft: RunDraft, now: Date) {
  const { id, request, plan, retryOf } = draft;
  const { agent } = draft.requester;
  return {
    id,
    startedAt: now,
    ...identifyRequest(draft),
    ticket: plan.ticket.reference,
    ticketSubject: plan.ticket.subject,
    agentSubject: agent.subject,
    agentEmail: agent.email,
    agentName: agent.name,
    environmentChoice: plan.environmentChoice,
    environments: plan.environments.map(({ name }) => name),
    fingerprint: plan.fingerprint,
    plan: plan as unknown as Prisma.InputJsonValue,
    acknowledged: listAcknowledged(draft).map(({ key }) => key),
    reason: request.reason === null ? null : parseReason(request.reason),
    retryOfId: retryOf,
    searchText: runSearchText({ agent, plan }),
  };
}

/** A volume of which a snapshot was just taken waits for its turn instead of being refused. */
async function spaceVolumes(tx: Prisma.TransactionClient, runId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE step SET not_before = earlier.created_at + ${VOLUME_SPACING_S} * interval '1 second'
    FROM step AS earlier
    WHERE step.run_id = ${runId}::uuid AND earlier.volume_id = step.volume_id
      AND earlier.created_at > clock_timestamp() - ${VOLUME_SPACING_S} * interval '1 second'`;
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}
