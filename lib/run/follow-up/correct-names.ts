import { AppError } from '@/lib/errors/app-error';
import type { SnapshotTag } from '@/lib/plan/plan';
import type { Engine } from '../engine/engine';
import { appendEvents } from '../events';
import { searchable } from '../search-text';
import { snapshotName } from '../snapshot-name';
import { retryPauseMs } from './retry-pause';

type DueName = {
  readonly id: string;
  readonly runId: string;
  readonly environment: string;
  readonly snapshotId: string;
  readonly wanted: string;
  readonly by: string;
  readonly attempts: number;
  readonly correctedName: string | null;
  readonly tags: readonly SnapshotTag[];
};

const MAX_AT_ONCE = 50;
/** Longer than a call with its retries takes; then another process may send the same name again. */
const HOLD_MS = 60_000;
const MAX_ATTEMPTS = 20;

/**
 * Sets the Name tags that were asked for. Setting one twice changes nothing, so a call without an
 * answer is made again. Returns how many were due.
 */
export async function correctNames(engine: Engine): Promise<number> {
  for (let count = 0; count < MAX_AT_ONCE; count += 1) {
    const due = await takeDueName(engine);
    if (due === null) return count;
    await correctOne(engine, due);
  }
  return MAX_AT_ONCE;
}

async function takeDueName({ database }: Engine): Promise<DueName | null> {
  const [step] = await database.prisma.$queryRaw<DueName[]>`
    UPDATE step SET name_attempts = name_attempts + 1,
      name_due_at = clock_timestamp() + ${HOLD_MS} * interval '1 ms'
    WHERE id = (
      SELECT id FROM step WHERE name_due_at <= clock_timestamp()
      ORDER BY name_due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, run_id AS "runId", environment, snapshot_id AS "snapshotId",
      wanted_name AS wanted, name_wanted_by AS by, name_attempts AS attempts,
      corrected_name AS "correctedName", tags`;
  return step ?? null;
}

async function correctOne(engine: Engine, due: DueName): Promise<void> {
  const { runId, id: stepId, snapshotId, wanted } = due;
  await appendEvents(engine.database.prisma, runId, [
    {
      level: 'info',
      code: 'name-correcting',
      message: `Setting the Name tag of ${snapshotId} to "${wanted}".`,
      stepId,
      data: { snapshotId, name: wanted },
    },
  ]);
  try {
    await engine.findEnvironment(due.environment, due.by).correctName(snapshotId, wanted);
    await storeCorrected(engine, due);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await storeNotCorrected(engine, due, error);
  }
}

/** A newer wish for the same snapshot stays due. */
async function storeCorrected({ database }: Engine, due: DueName): Promise<void> {
  const { runId, id: stepId, snapshotId, wanted } = due;
  const old = snapshotName(due) ?? 'no name';
  await database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE run SET search_text = search_text || ' ' || ${searchable(wanted)},
        slack_due_at = CASE WHEN slack_status = 'sent' THEN clock_timestamp() ELSE slack_due_at END,
        slack_attempts = CASE WHEN slack_status = 'sent' THEN 0 ELSE slack_attempts END
      WHERE id = ${runId}::uuid`;
    await tx.$executeRaw`
      UPDATE step SET corrected_name = ${wanted}, updated_at = clock_timestamp(),
        wanted_name = nullif(wanted_name, ${wanted}),
        name_due_at = CASE WHEN wanted_name = ${wanted} THEN NULL ELSE clock_timestamp() END
      WHERE id = ${stepId}::uuid`;
    await appendEvents(tx, runId, [
      {
        level: 'info',
        code: 'name-corrected',
        message: `The name of ${snapshotId} was corrected from "${old}" to "${wanted}".`,
        stepId,
        data: { snapshotId, old, new: wanted },
      },
    ]);
    await database.jobs.send(tx, 'announce-runs', null);
  });
}

async function storeNotCorrected(engine: Engine, due: DueName, error: AppError): Promise<void> {
  const { runId, id: stepId, snapshotId, wanted, attempts } = due;
  const isLast = !error.retryable || attempts >= MAX_ATTEMPTS;
  const pauseMs = retryPauseMs(attempts, error.retryAfterMs);
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT id FROM run WHERE id = ${runId}::uuid FOR UPDATE`;
    await tx.$executeRaw`
      UPDATE step SET updated_at = clock_timestamp(),
        wanted_name = CASE WHEN ${isLast} THEN nullif(wanted_name, ${wanted}) ELSE wanted_name END,
        name_due_at = CASE WHEN ${isLast} AND wanted_name = ${wanted} THEN NULL
          ELSE clock_timestamp() + ${pauseMs} * interval '1 ms' END
      WHERE id = ${stepId}::uuid`;
    await appendEvents(tx, runId, [
      {
        level: isLast ? 'error' : 'warn',
        code: 'name-not-corrected',
        message: `EC2 did not set the Name tag of ${snapshotId}: ${error.message} ${isLast ? 'No more attempts.' : 'Will retry.'}`,
        stepId,
        data: { snapshotId, name: wanted, code: error.code },
      },
    ]);
  });
}
