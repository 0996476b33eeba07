import type { FoundSnapshot } from '@/lib/aws/snapshot-report';
import { Prisma } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';
import { appendEvents } from './append-events';
import type { Claim, Engine } from './engine';
import type { OpenStep } from './open-step';
import { BACK_TO_THE_PLAN, writeStep } from './write-step';

/** Attempts after which a step whose replies keep getting lost is given up. */
const MOST_ATTEMPTS = 5;

/**
 * Finds out what became of a call without an answer: first in the log (a process that lost the run
 * leaves ids there), then at EC2 by the step's tag. Only when the whole window has shown nothing
 * may the step be tried again.
 */
export async function resolveStep(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  agentEmail: string,
): Promise<void> {
  const reported = await findReportedLate(engine, claim, step);
  if (reported !== null) return adopt(engine, claim, step, reported);

  const found = await lookUp(engine, claim, step, agentEmail);
  const [oldest] = found ?? [];
  if (oldest !== undefined) {
    await adopt(engine, claim, step, oldest.snapshotId);
    if (found !== null && found.length > 1) await raiseAlarm(engine, claim, step, found);
    return;
  }
  // A look-up that failed proves nothing, so it never ends the window.
  if (found !== null && step.lookupIsOver) return concludeNothingExists(engine, claim, step);
  await lookAgainLater(engine, claim, step);
}

async function findReportedLate(
  { database }: Engine,
  claim: Claim,
  step: OpenStep,
): Promise<string | null> {
  const [row] = await database.prisma.$queryRaw<{ snapshot_id: string }[]>`
    SELECT data->>'snapshotId' AS snapshot_id FROM event
    WHERE run_id = ${claim.runId}::uuid AND step_id = ${step.id}::uuid
      AND code = 'snapshot-reported-late'
    ORDER BY seq LIMIT 1`;
  return row?.snapshot_id ?? null;
}

/** Snapshots with this step's tag, oldest first; null when EC2 could not be asked. */
async function lookUp(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  agentEmail: string,
): Promise<readonly FoundSnapshot[] | null> {
  try {
    return await engine
      .findEnvironment(step.environment, agentEmail)
      .findSnapshotsByStep({ runId: claim.runId, stepId: step.id });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    engine.log.warn({ err: error, runId: claim.runId, stepId: step.id }, 'look-up failed');
    return null;
  }
}

async function adopt(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  snapshotId: string,
): Promise<void> {
  await writeStep(engine.database.prisma, claim, {
    stepId: step.id,
    from: ['calling', 'unknown'],
    set: Prisma.sql`
      status = 'created', snapshot_id = ${snapshotId}, snapshot_state = 'pending',
      created_at = clock_timestamp(), watch_due_at = clock_timestamp()`,
    event: {
      level: 'info',
      code: 'snapshot-found',
      message: `Found ${snapshotId} of ${step.volumeId} by its tag: the call whose answer was lost had worked.`,
      data: { snapshotId, volumeId: step.volumeId },
    },
  });
}

/** More than one snapshot for one step must not happen; nothing is deleted, a person decides. */
async function raiseAlarm(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  found: readonly FoundSnapshot[],
): Promise<void> {
  const ids = found.map(({ snapshotId }) => snapshotId);
  engine.log.error({ runId: claim.runId, stepId: step.id, ids }, 'one step has several snapshots');
  await appendEvents(engine.database.prisma, claim.runId, [
    {
      level: 'error',
      code: 'snapshot-doubled',
      message: `${ids.length} snapshots carry the tag of one step: ${ids.join(', ')}. The oldest was kept in the record; check the others.`,
      stepId: step.id,
      data: { ids },
    },
  ]);
}

async function concludeNothingExists(engine: Engine, claim: Claim, step: OpenStep): Promise<void> {
  const givenUp = step.attempts >= MOST_ATTEMPTS;
  const message = givenUp
    ? `No answer in ${step.attempts} attempts, and no snapshot of ${step.volumeId} was found.`
    : `The call left no snapshot of ${step.volumeId}; trying again.`;
  await writeStep(engine.database.prisma, claim, {
    stepId: step.id,
    from: ['calling', 'unknown'],
    set: givenUp
      ? Prisma.sql`status = 'failed', error_code = 'no-answer', error_message = ${message}`
      : Prisma.sql`${BACK_TO_THE_PLAN}, not_before = clock_timestamp()`,
    ...(givenUp ? { searchText: message } : {}),
    event: {
      level: givenUp ? 'error' : 'warn',
      code: givenUp ? 'step-given-up' : 'nothing-found',
      message,
    },
  });
}

/** The pauses grow with the time since the call, from 1 s to 30 s; the last look is at the end of the window. */
async function lookAgainLater(engine: Engine, claim: Claim, step: OpenStep): Promise<void> {
  await writeStep(engine.database.prisma, claim, {
    stepId: step.id,
    from: ['calling', 'unknown'],
    set: Prisma.sql`
      status = 'unknown',
      lookup_until = coalesce(
        lookup_until, call_deadline_at + ${engine.config.lookupWindowMs} * interval '1 ms'),
      lookup_due_at = least(
        clock_timestamp() + least(interval '30 seconds', greatest(
          interval '1 second', (clock_timestamp() - call_deadline_at) / 2)),
        greatest(clock_timestamp() + interval '1 second', coalesce(
          lookup_until, call_deadline_at + ${engine.config.lookupWindowMs} * interval '1 ms')))`,
    event: {
      level: 'debug',
      code: 'nothing-found-yet',
      message: `No snapshot with this step's tag yet (${step.volumeId}); looking again.`,
    },
  });
}
