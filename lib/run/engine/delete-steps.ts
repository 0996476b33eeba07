import pLimit from 'p-limit';
import type { DeleteOutcome } from '@/lib/aws/delete-snapshot';
import { Prisma } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';
import { findDeletionBlockers } from './find-deletion-blockers';
import { openRateLimiter, type RateLimiter } from './rate-limiter';
import { retryWrite, sleep } from './retry';
import { waitWhilePassive, workOnAll, type OwnedRun, type RunSignals } from './run-context';
import {
  DELETE_BUCKET,
  storeDeletionOutcome,
  type PendingDeletion,
} from './store-deletion-outcome';
import { writeStep, writeSteps } from './write-steps';

const DELETE_DEADLINE_MS = 10_000;
const DEADLINE_MARGIN_MS = 1_000;
const ASK_AGAIN_MS = 2_000;

type DeletionContext = OwnedRun & {
  readonly limiter: RateLimiter;
  readonly signals: RunSignals;
};

/**
 * Deletes what a run of its own kind is to delete, snapshot by snapshot: each is asked about once
 * more right before its call. Deleting twice is safe, so a call without an answer is made again, and
 * what is gone already counts as deleted.
 */
export async function deleteSnapshots(owned: OwnedRun, signals: RunSignals): Promise<void> {
  const { engine } = owned;
  const context = {
    ...owned,
    signals,
    limiter: openRateLimiter(engine.database, DELETE_BUCKET.rate),
  };
  const slots = pLimit(engine.config.concurrency);
  const steps = await loadPendingDeletions(owned);
  await workOnAll(steps, (step) => slots(() => deleteToTheEnd(context, step)));
}

/** What it deletes, with what the record of the run that took it says. */
function loadPendingDeletions(
  { engine, run }: OwnedRun,
  stepId: string | null = null,
): Promise<readonly PendingDeletion[]> {
  return engine.database.prisma.$queryRaw<PendingDeletion[]>`
    SELECT step.id, step.status, step.environment, step.account_id AS "accountId", step.region,
      step.server_name AS "serverName", step.attempts, step.target_snapshot_id AS "snapshotId",
      taken.run_id AS "runId", taken.id AS "stepId", taken.volume_id AS "volumeId", taken.tags,
      taken.corrected_name AS "correctedName",
      greatest(0, extract(epoch FROM (CASE step.status WHEN 'planned' THEN step.not_before
        ELSE step.call_deadline_at END) - clock_timestamp()) * 1000)::float8 AS "waitMs"
    FROM step JOIN run ON run.id = step.run_id
      -- Only snapshots in the record of the run whose snapshots are to be deleted.
      JOIN step AS taken ON taken.run_id = run.deletion_of_id
        AND taken.snapshot_id = step.target_snapshot_id
    WHERE step.run_id = ${run.runId}::uuid AND step.status IN ('planned', 'calling')
      AND (${stepId}::uuid IS NULL OR step.id = ${stepId}::uuid)
    ORDER BY step.position`;
}

async function deleteToTheEnd(context: DeletionContext, first: PendingDeletion): Promise<void> {
  const { signals } = context;
  let step: PendingDeletion | undefined = first;
  while (step !== undefined) {
    const isPlanned = step.status === 'planned';
    await sleep(step.waitMs, isPlanned ? signals.noNewCalls : signals.stop);
    if (signals.stop.aborted) return;
    if (signals.noNewCalls.aborted) {
      // What was not called is skipped by the cancellation itself.
      if (!isPlanned) await settleCancelled(context, step);
      return;
    }
    if (!(await waitWhilePassive(context))) await tryToDelete(context, step);
    [step] = await loadPendingDeletions(context, step.id);
  }
}

/** A process was lost during its call, and the run was canceled since. */
async function settleCancelled(context: DeletionContext, step: PendingDeletion): Promise<void> {
  const [facts] = await context.engine
    .findEnvironment(step.environment, context.run.agentEmail)
    .describeForDeletion([step.snapshotId]);
  if (facts?.kind === 'gone') return storeDeletionOutcome(context, step, { kind: 'gone' });
  await writeStep(context, step, {
    from: ['calling'],
    set: Prisma.sql`status = 'skipped', call_deadline_at = NULL`,
    level: 'warn',
    code: 'delete-skipped',
    message: `${step.snapshotId} still exists; it is not deleted because the run was canceled.`,
    data: { snapshotId: step.snapshotId },
  });
}

async function tryToDelete(context: DeletionContext, step: PendingDeletion): Promise<void> {
  const { engine, run, limiter, signals } = context;
  const blockers = await askOnceMore(context, step);
  if (blockers === null) return;
  if (blockers.length > 0) {
    const blocked = refusedHere('delete-blocked', blockers.join(' '));
    return storeDeletionOutcome(context, step, blocked);
  }
  await limiter.acquire(DELETE_BUCKET.keyOf(step), signals.noNewCalls);
  if (signals.noNewCalls.aborted) return;
  const deadlineAt = performance.now() + DELETE_DEADLINE_MS;
  if (!(await markCalling(context, step))) return sleep(200, signals.noNewCalls);
  const deleter = engine.findDeleter(step.environment, run.agentEmail);
  const outcome: DeleteOutcome =
    deleter === null
      ? refusedHere('role-missing', 'No deleteRoleArn is configured for this environment.')
      : await deleter.deleteSnapshot(step.snapshotId, { deadlineAt });
  await retryWrite(engine.log, () => storeDeletionOutcome(context, step, outcome));
}

/** Nothing was called, and asking again would change nothing. */
function refusedHere(code: string, message: string): DeleteOutcome {
  return { kind: 'refused', reason: 'never', code, message, requestId: null };
}

/** Null: EC2 could not be asked; the step waits. */
async function askOnceMore(
  context: DeletionContext,
  step: PendingDeletion,
): Promise<readonly string[] | null> {
  const { engine, run, signals } = context;
  try {
    const environment = engine.findEnvironment(step.environment, run.agentEmail);
    const [facts] = await environment.describeForDeletion([step.snapshotId]);
    return findDeletionBlockers(step, facts);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (!error.retryable) return [error.message];
    engine.log.warn({ err: error, runId: run.runId }, 'could not ask before a deletion');
    await sleep(error.retryAfterMs ?? ASK_AGAIN_MS, signals.noNewCalls);
    return null;
  }
}

async function markCalling(context: DeletionContext, step: PendingDeletion): Promise<boolean> {
  const { id, snapshotId, serverName, attempts } = step;
  const deadlineMs = DELETE_DEADLINE_MS + DEADLINE_MARGIN_MS;
  const marked = await writeSteps(
    context,
    {
      from: ['planned', 'calling'],
      onlyToCall: true,
      set: Prisma.sql`
        status = 'calling', attempts = attempts + 1, error_code = NULL, error_message = NULL,
        call_deadline_at = clock_timestamp() + ${deadlineMs} * interval '1 ms'`,
      level: 'info',
      code: 'delete-called',
    },
    [
      {
        stepId: id,
        message: `Deleting ${snapshotId} (${serverName}), attempt ${attempts + 1}.`,
        data: { snapshotId, attempt: attempts + 1 },
      },
    ],
  );
  return marked.has(id);
}
