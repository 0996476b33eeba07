import { createHash } from 'node:crypto';
import type { Queries } from '@/lib/db/client';
import type { Prisma, Step } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';
import type { Plan, SnapshotTag } from '@/lib/plan/plan';
import { countSnapshots } from '@/lib/text/count-snapshots';
import { appendEvents } from '../events';
import { requireActive } from '../engine/passive-mode';
import { hashRequest } from '../find-run-by-idempotency-key';
import type { Requester } from '../plan-run';
import type { Agent } from '../run';
import { searchable } from '../search-text';
import { stepRow, type StepToStore } from '../run-draft';
import { isUniqueViolation, readDatabaseClock, requireOpenSession } from '../store-run';
import type { DeletionOutcome } from './deletion';
import { findWaiting, type DeletionSources } from './preview-deletion';

export type DeletionDraft = {
  /** The run whose snapshots are deleted. */
  readonly of: string;
  /** Steps of that run. */
  readonly stepIds: readonly string[];
  readonly reason: string;
  readonly requestedBy: Agent;
  /** Of the request that is confirmed; null: no second person was needed. */
  readonly seq: number | null;
  readonly idempotencyKey: string;
};

/**
 * Stores the run that deletes, its steps, the first events of both runs and the job in one
 * transaction. The same key gives the same run; two deletions of one snapshot meet at an index.
 */
export async function storeDeletion(
  draft: DeletionDraft,
  requester: Requester,
  { database, newId }: Pick<DeletionSources, 'database' | 'newId'>,
): Promise<DeletionOutcome> {
  const id = newId();
  const requestHash = hashRequest('delete', [draft.of, draft.reason], draft.stepIds);
  try {
    await database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT id FROM run WHERE id = ${draft.of}::uuid FOR UPDATE`;
      await requireOpenSession(tx, requester);
      await requireActive(tx, { passive: false });
      if (draft.seq !== null && (await findWaiting(tx, draft.of))?.seq !== draft.seq) {
        throw overtaken();
      }
      await storeRunAndSteps(tx, { id, requestHash, newId }, draft, requester);
      await storeEvents(tx, id, draft, requester.agent);
      await database.jobs.send(tx, 'execute-run', { runId: id });
    });
    return { kind: 'started', runId: id };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const earlier = await database.prisma.run.findFirst({
      where: { idempotencyKey: draft.idempotencyKey, agentSubject: requester.agent.subject },
      select: { id: true, requestHash: true },
    });
    if (earlier?.requestHash === requestHash) return { kind: 'started', runId: earlier.id };
    throw overtaken();
  }
}

type NewRun = { readonly id: string; readonly requestHash: string; newId(): string };

async function storeRunAndSteps(
  tx: Queries,
  { id, requestHash, newId }: NewRun,
  draft: DeletionDraft,
  { agent }: Requester,
): Promise<void> {
  const of = await tx.run.findUniqueOrThrow({
    where: { id: draft.of },
    include: {
      steps: {
        where: { id: { in: [...draft.stepIds] }, deletedAt: null, snapshotId: { not: null } },
        orderBy: { position: 'asc' },
      },
    },
  });
  if (of.steps.length !== draft.stepIds.length) throw overtaken();
  const ids = of.steps.map(({ snapshotId }) => snapshotId ?? '');
  const now = await readDatabaseClock(tx);
  await tx.run.create({
    data: {
      id,
      kind: 'delete',
      deletionOfId: draft.of,
      status: 'queued',
      startedAt: now,
      idempotencyKey: draft.idempotencyKey,
      requestHash,
      ticket: of.ticket,
      ticketSubject: of.ticketSubject,
      agentSubject: agent.subject,
      agentEmail: agent.email,
      agentName: agent.name,
      environmentChoice: of.environmentChoice,
      environments: [...new Set(of.steps.map(({ environment }) => environment))],
      fingerprint: createHash('sha256').update(JSON.stringify(ids.toSorted())).digest('hex'),
      plan: restrict(of.plan as unknown as Plan, new Set(of.steps.map((one) => one.volumeId))),
      acknowledged: [],
      reason: draft.reason,
      searchText: searchable([of.searchText, agent.email, agent.name, ...ids].join(' ')),
    },
  });
  await tx.step.createMany({
    data: of.steps.map((step, position) => ({
      ...stepRow(id, newId(), position, asPlanned(step), now),
      targetSnapshotId: step.snapshotId,
    })),
  });
}

function asPlanned(step: Step): StepToStore {
  return { ...step, tags: step.tags as unknown as readonly SnapshotTag[] };
}

/** The plan under which the snapshots were taken, without what asks for anything now. */
function restrict(plan: Plan, volumeIds: ReadonlySet<string>): Prisma.InputJsonValue {
  const steps = plan.steps.filter(({ volumeId }) => volumeIds.has(volumeId));
  return { ...plan, steps, tasks: [], findings: [] };
}

/** Both logs tell of it: what is deleted, why, who asked and who confirmed. */
async function storeEvents(
  tx: Queries,
  id: string,
  { of, stepIds, reason, requestedBy, seq }: DeletionDraft,
  agent: Agent,
): Promise<void> {
  const who =
    seq === null
      ? `${agent.name} (${agent.email})`
      : `${requestedBy.name} (${requestedBy.email}), confirmed by ${agent.name} (${agent.email}),`;
  const snapshots = countSnapshots(stepIds.length);
  const data = { of, run: id, reason, requestedBy: requestedBy.email, confirmedBy: agent.email };
  await appendEvents(tx, id, [
    {
      level: 'warn',
      code: 'deletion-started',
      message: `${who} started deleting ${snapshots} of run ${of}. Reason: ${reason}`,
      data,
    },
  ]);
  await appendEvents(tx, of, [
    {
      level: 'warn',
      code: 'deletion-confirmed',
      message: `${who} started deleting ${snapshots} of this run in run ${id}. Reason: ${reason}`,
      data: { ...data, seq },
    },
  ]);
}

function overtaken(): AppError {
  return new AppError({
    code: 'request-unreadable',
    message: 'The snapshots or the request changed meanwhile. Nothing was deleted.',
    hint: 'Check the list again.',
  });
}
