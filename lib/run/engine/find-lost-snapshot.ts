import type { FoundSnapshot } from '@/lib/aws/snapshot-report';
import { Prisma } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';
import { appendEvents } from '../events';
import type { PendingStep } from './pending-step';
import type { OwnedRun } from './run-context';
import { BACK_TO_PLANNED, writeStep } from './write-steps';

/** Calls without an answer and without a snapshot after which a step is given up. */
const MAX_LOST_CALLS = 5;

/**
 * Finds out what became of a call without an answer: first in the log (a process that lost the run
 * leaves ids there), then at EC2 by the step's tag. Only when the whole window has shown nothing
 * may the step be tried again.
 */
export async function findLostSnapshot(owned: OwnedRun, step: PendingStep): Promise<void> {
  const reported = await findReportedLate(owned, step);
  if (reported !== null) return adopt(owned, step, reported);

  const found = await lookUp(owned, step);
  if (found !== null && found.length > 0) return adoptOldest(owned, step, found);
  // A look-up that failed proves nothing, so it never ends the window.
  if (found !== null && step.lookupIsOver) return concludeNothingExists(owned, step);
  await lookAgainLater(owned, step);
}

/**
 * Before a call that comes late: the run was stored longer ago than the look-up window, so the
 * record may be a restored one and the snapshot taken already.
 */
export async function adoptEarlierSnapshot(
  owned: OwnedRun,
  step: PendingStep,
): Promise<'adopted' | 'none' | 'not-asked'> {
  const found = await lookUp(owned, step);
  if (found === null) return 'not-asked';
  if (found.length === 0) return 'none';
  await adoptOldest(owned, step, found);
  return 'adopted';
}

async function adoptOldest(
  owned: OwnedRun,
  step: PendingStep,
  found: readonly FoundSnapshot[],
): Promise<void> {
  const [oldest] = found;
  if (oldest === undefined) return;
  await adopt(owned, step, oldest.snapshotId);
  if (found.length > 1) await raiseAlarm(owned, step, found);
}

async function findReportedLate({ engine, run }: OwnedRun, step: PendingStep) {
  const reported = await engine.database.prisma.event.findFirst({
    where: { runId: run.runId, stepId: step.id, code: 'snapshot-reported-late' },
    orderBy: { seq: 'asc' },
  });
  return reported === null ? null : String((reported.data as { snapshotId: unknown }).snapshotId);
}

/** Snapshots with this step's tag, oldest first; null when EC2 could not be asked. */
async function lookUp(
  { engine, run: { runId, agentEmail } }: OwnedRun,
  { id: stepId, environment }: PendingStep,
): Promise<readonly FoundSnapshot[] | null> {
  try {
    return await engine
      .findEnvironment(environment, agentEmail)
      .findSnapshotsByStep({ runId, stepId });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    engine.log.warn({ err: error, runId, stepId }, 'look-up failed');
    return null;
  }
}

async function adopt(owned: OwnedRun, step: PendingStep, snapshotId: string): Promise<void> {
  const why =
    step.status === 'planned'
      ? 'it was created earlier but is missing from this record'
      : 'the call whose reply was lost had succeeded';
  await writeStep(owned, step, {
    from: ['planned', 'calling', 'unknown'],
    set: Prisma.sql`
      status = 'created', snapshot_id = ${snapshotId}, snapshot_state = 'pending',
      created_at = clock_timestamp(), watch_due_at = clock_timestamp()`,
    level: 'info',
    code: 'snapshot-found',
    message: `Found ${snapshotId} of ${step.volumeId} by its tag: ${why}.`,
    data: { snapshotId, volumeId: step.volumeId },
  });
}

/** More than one snapshot for one step must not happen; nothing is deleted, a person decides. */
async function raiseAlarm(
  { engine, run: { runId } }: OwnedRun,
  { id: stepId }: PendingStep,
  found: readonly FoundSnapshot[],
): Promise<void> {
  const ids = found.map(({ snapshotId }) => snapshotId);
  engine.log.error({ runId, stepId, ids }, 'one step has several snapshots');
  await appendEvents(engine.database.prisma, runId, [
    {
      level: 'error',
      code: 'snapshot-doubled',
      message: `${ids.length} snapshots have the tag of one step: ${ids.join(', ')}. The oldest is in the record. Check the others in AWS.`,
      stepId,
      data: { ids },
    },
  ]);
}

async function concludeNothingExists(owned: OwnedRun, step: PendingStep): Promise<void> {
  const code = 'nothing-found';
  const { engine, run } = owned;
  const where = { runId: run.runId, stepId: step.id, code };
  const lost = 1 + (await engine.database.prisma.event.count({ where }));
  const from = ['calling', 'unknown'] as const;
  if (lost < MAX_LOST_CALLS) {
    return writeStep(owned, step, {
      from,
      set: Prisma.sql`${BACK_TO_PLANNED}, not_before = clock_timestamp()`,
      level: 'warn',
      code,
      message: `The call created no snapshot of ${step.volumeId}; will retry.`,
    });
  }
  const message = `No reply in ${lost} attempts, and no snapshot of ${step.volumeId} was found.`;
  await writeStep(owned, step, {
    from,
    set: Prisma.sql`status = 'failed', error_code = 'no-answer', error_message = ${message}`,
    level: 'error',
    code: 'step-given-up',
    message,
  });
}

/** The pauses grow with the time since the call, from 1 s to 30 s; the last look is at the end of the window. */
async function lookAgainLater(owned: OwnedRun, step: PendingStep): Promise<void> {
  const windowEnd = Prisma.sql`coalesce(
    lookup_until, call_deadline_at + ${owned.engine.config.lookupWindowMs} * interval '1 ms')`;
  await writeStep(owned, step, {
    from: ['calling', 'unknown'],
    set: Prisma.sql`
      status = 'unknown', lookup_until = ${windowEnd},
      lookup_due_at = least(
        clock_timestamp() + least(interval '30 seconds', greatest(
          interval '1 second', (clock_timestamp() - call_deadline_at) / 2)),
        greatest(clock_timestamp() + interval '1 second', ${windowEnd}))`,
    level: 'debug',
    code: 'nothing-found-yet',
    message: `No snapshot with this step's tag yet (${step.volumeId}); will check again.`,
  });
}
