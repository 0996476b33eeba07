import type { DeleteOutcome } from '@/lib/aws/delete-snapshot';
import { Prisma } from '@/lib/db/generated/client';
import { appendEvents } from '../events';
import type { Engine } from './engine';
import type { RecordedSnapshot } from './find-deletion-blockers';
import { slowDown } from './rate-limiter';
import { RETRY_POLICIES, retryDelayMs } from './retry-policy';
import type { OwnedRun } from './run-context';
import { BACK_TO_PLANNED, writeStep } from './write-steps';

const UNCLEAR_PAUSE_MS = 2_000;
const MAX_UNCLEAR = 10;

export type PendingDeletion = RecordedSnapshot & {
  /** Of the run that deletes. */
  readonly id: string;
  readonly status: 'planned' | 'calling';
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly serverName: string;
  readonly attempts: number;
  readonly waitMs: number;
};

/** EC2's own bucket for DeleteSnapshot, per account and region. */
export const DELETE_BUCKET = {
  rate: { burst: 100, perSecond: 5 },
  /** Not that of creates, so it has a key of its own here. */
  keyOf: ({ accountId, region }: PendingDeletion) => ({ accountId: `${accountId} delete`, region }),
};

/** What became of a delete: the end of the step, or when it is tried again. */
export async function storeDeletionOutcome(
  context: OwnedRun,
  step: PendingDeletion,
  outcome: DeleteOutcome,
): Promise<void> {
  const { database, random } = context.engine;
  switch (outcome.kind) {
    case 'deleted':
      return storeDeleted(context, step, outcome.requestId);
    case 'gone':
      return storeDeleted(context, step, null);
    case 'refused': {
      if (outcome.reason === 'throttled') {
        await slowDown(database, DELETE_BUCKET.keyOf(step), DELETE_BUCKET.rate);
      }
      const policy = RETRY_POLICIES[outcome.reason];
      const attempts = step.attempts + 1;
      if (attempts >= policy.attempts) {
        return storeNotDeleted(context, step, outcome.code, outcome.message);
      }
      return storeLater(context, step, outcome, retryDelayMs(attempts, random(), policy));
    }
    case 'unknown':
      return step.attempts + 1 >= MAX_UNCLEAR
        ? storeNotDeleted(
            context,
            step,
            'no-answer',
            'No clear reply; the snapshot may be deleted.',
          )
        : storeLater(context, step, outcome, UNCLEAR_PAUSE_MS);
  }
}

async function storeLater(
  context: OwnedRun,
  step: PendingDeletion,
  { code }: { readonly code: string },
  pauseMs: number,
): Promise<void> {
  await writeStep(context, step, {
    from: ['calling'],
    set: Prisma.sql`
      ${BACK_TO_PLANNED}, error_code = ${code},
      not_before = clock_timestamp() + ${pauseMs} * interval '1 ms'`,
    level: 'warn',
    code: 'delete-deferred',
    message: `${step.snapshotId} is not deleted yet (${code}). Next attempt in ${Math.ceil(pauseMs / 1000)} s.`,
    data: { snapshotId: step.snapshotId, code },
  });
}

async function storeNotDeleted(
  context: OwnedRun,
  step: PendingDeletion,
  code: string,
  message: string,
): Promise<void> {
  await writeStep(context, step, {
    from: ['planned', 'calling'],
    set: Prisma.sql`status = 'failed', error_code = ${code}, error_message = ${message}`,
    level: 'error',
    code: 'delete-refused',
    message: `${step.snapshotId} was not deleted: ${message}`,
    data: { snapshotId: step.snapshotId, code },
  });
}

/**
 * First where the snapshot was taken, then here: if the process dies in between, the call is made
 * again, finds nothing, and the first write changes nothing more.
 */
async function storeDeleted(
  context: OwnedRun,
  step: PendingDeletion,
  requestId: string | null,
): Promise<void> {
  await markDeleted(context.engine, step, context.run.runId);
  const gone = requestId === null;
  await writeStep(context, step, {
    from: ['planned', 'calling'],
    set: Prisma.sql`status = 'deleted', error_code = NULL, request_id = ${requestId}`,
    level: 'info',
    code: 'snapshot-deleted',
    message: gone
      ? `${step.snapshotId} (${step.serverName}) no longer exists.`
      : `Deleted ${step.snapshotId} (${step.serverName}).`,
    data: { snapshotId: step.snapshotId, requestId },
  });
}

async function markDeleted(
  { database }: Engine,
  { runId, stepId, snapshotId }: PendingDeletion,
  deletedBy: string,
): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE run SET slack_due_at = CASE WHEN slack_status = 'sent' THEN clock_timestamp()
        ELSE slack_due_at END WHERE id = ${runId}::uuid`;
    const marked = await tx.$executeRaw`
      UPDATE step SET deleted_at = date_trunc('milliseconds', clock_timestamp()),
        deleted_by_run = ${deletedBy}::uuid, watch_due_at = NULL, updated_at = clock_timestamp()
      WHERE id = ${stepId}::uuid AND deleted_at IS NULL`;
    if (marked === 0) return;
    await appendEvents(tx, runId, [
      {
        level: 'warn',
        code: 'deleted-by-run',
        message: `${snapshotId} was deleted by run ${deletedBy}.`,
        stepId,
        data: { snapshotId, run: deletedBy },
      },
    ]);
  });
}
