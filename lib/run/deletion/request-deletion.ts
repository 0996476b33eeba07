import { AppError } from '@/lib/errors/app-error';
import { isReason, MIN_REASON_CHARS } from '@/lib/plan/approve-plan';
import { readLine } from '@/lib/text/read-line';
import { isSameTicket } from '@/lib/ticket/parse-ticket-reference';
import { countSnapshots } from '@/lib/text/count-snapshots';
import { appendEvents } from '../events';
import { requireOpenSession } from '../store-run';
import type { Requester } from '../plan-run';
import type {
  DeletionCandidate,
  DeletionConfirmation,
  DeletionOutcome,
  DeletionPreview,
  DeletionRequest,
} from './deletion';
import { findWaiting, previewDeletion, type DeletionSources } from './preview-deletion';
import { storeDeletion } from './store-deletion';

const MAX_REASON_CHARS = 2_000;

/**
 * Asks for the deletion of a run's snapshots. One's own young run is deleted at once; for any other
 * a second person has to confirm. Throws `AppError` and does nothing where the typed number, the
 * reason or a snapshot is not as it must be.
 */
export async function requestDeletion(
  request: DeletionRequest,
  requester: Requester,
  sources: DeletionSources,
): Promise<DeletionOutcome> {
  const { agent } = requester;
  const preview = await previewDeletion(request.runId, agent, sources);
  requireTypedTicket(preview.ticket, request.ticket);
  const reason = requireReason(request.reason);
  const chosen = requireDeletable(preview, request.stepIds);
  if (!request.leaveBlocked && preview.candidates.some(({ blockers }) => blockers.length > 0)) {
    throw refuse(
      'Some snapshots cannot be deleted. Select the option to keep them and delete the rest.',
    );
  }
  if (preview.waiting !== null) throw refuse('A deletion request for this run is already pending.');
  const { runId, idempotencyKey } = request;
  if (preview.mayAlone) {
    const draft = { of: runId, stepIds: chosen, reason, requestedBy: agent, seq: null };
    return storeDeletion({ ...draft, idempotencyKey }, requester, sources);
  }
  await sources.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT id FROM run WHERE id = ${runId}::uuid FOR UPDATE`;
    await requireOpenSession(tx, requester);
    if ((await findWaiting(tx, runId)) !== null) {
      throw refuse('A deletion request for this run is already pending.');
    }
    const by = { subject: agent.subject, email: agent.email, name: agent.name };
    await appendEvents(tx, runId, [
      {
        level: 'warn',
        code: 'deletion-requested',
        message: `${agent.name} (${agent.email}) requested the deletion of ${countSnapshots(chosen.length)} of this run. A second person must confirm. Reason: ${reason}`,
        data: { by, stepIds: chosen, reason },
      },
    ]);
  });
  await sources.tellSlack({
    title: `${preview.ticket}: deletion needs confirmation by a second person`,
    lines: [
      `${agent.name} (${agent.email}) requested the deletion of ${countSnapshots(chosen.length)} of a run.`,
      `Reason: ${reason}`,
    ],
    runId,
  });
  return { kind: 'waiting' };
}

/** The second person's press. Everything is asked again, now. Throws `AppError`. */
export async function confirmDeletion(
  { runId, ticket, seq, idempotencyKey }: DeletionConfirmation,
  requester: Requester,
  sources: DeletionSources,
): Promise<DeletionOutcome> {
  const preview = await previewDeletion(runId, requester.agent, sources);
  const { waiting } = preview;
  if (waiting?.seq !== seq) throw refuse('This deletion request is no longer pending.');
  requireTypedTicket(preview.ticket, ticket);
  if (preview.isOwnRequest) throw refuse('A person other than the requester must confirm.');
  const revocation = await sources.findRevocation(waiting.by.subject, new Date(waiting.at));
  if (revocation !== null) throw refuse("The requester's access has since been revoked.");
  const stepIds = requireDeletable(preview, waiting.stepIds);
  const { by: requestedBy, reason } = waiting;
  const draft = { of: runId, stepIds, reason, requestedBy, seq, idempotencyKey };
  return storeDeletion(draft, requester, sources);
}

/** Anyone who may delete may withdraw a request. Throws `AppError`. */
export async function withdrawDeletion(
  { runId, seq }: Pick<DeletionConfirmation, 'runId' | 'seq'>,
  { agent }: Requester,
  { database }: Pick<DeletionSources, 'database'>,
): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT id FROM run WHERE id = ${runId}::uuid FOR UPDATE`;
    const waiting = await findWaiting(tx, runId);
    if (waiting?.seq !== seq) throw refuse('This deletion request is no longer pending.');
    await appendEvents(tx, runId, [
      {
        level: 'info',
        code: 'deletion-withdrawn',
        message: `${agent.name} (${agent.email}) withdrew the request of ${waiting.by.name} to delete snapshots of this run.`,
        data: { seq },
      },
    ]);
  });
}

/** The number alone or the whole reference; copied text is fine, another ticket's is not. */
function requireTypedTicket(ticket: string, typed: string): void {
  const written = readLine(typed, 50).toUpperCase();
  const number = ticket.split('-').at(-1);
  if (written === number || isSameTicket(written, ticket)) return;
  throw refuse(`The number you entered does not match ${ticket}.`);
}

function requireReason(reason: string): string {
  const written = readLine(reason, MAX_REASON_CHARS);
  if (isReason(written)) return written;
  throw refuse(`A deletion needs a written reason of at least ${MIN_REASON_CHARS} characters.`);
}

/** Exactly what was chosen, or nothing: a snapshot that became blocked stops the whole request. */
function requireDeletable(
  { candidates }: DeletionPreview,
  stepIds: readonly string[],
): readonly string[] {
  const byId = new Map(candidates.map((one) => [one.stepId, one]));
  const chosen = [...new Set(stepIds)].map((id) => byId.get(id) ?? null);
  if (chosen.length === 0) throw refuse('No snapshot selected.');
  if (chosen.includes(null)) {
    throw refuse("A selected snapshot is not in this run's record or is already deleted.");
  }
  const blocked = chosen.find((one) => one !== null && one.blockers.length > 0);
  if (blocked) throw refuse(describeBlocked(blocked));
  return chosen.flatMap((one) => one?.stepId ?? []);
}

function describeBlocked({ snapshotId, blockers }: DeletionCandidate): string {
  return `${snapshotId} cannot be deleted. ${blockers.join(' ')}`;
}

function refuse(message: string): AppError {
  return new AppError({
    code: 'request-unreadable',
    message: `${message} Nothing was deleted.`,
    hint: 'Check the list again.',
  });
}
