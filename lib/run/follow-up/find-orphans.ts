import type { TaggedSnapshot } from '@/lib/aws/snapshot-report';
import { AppError } from '@/lib/errors/app-error';
import { appendEvents } from '../events';
import type { Engine } from '../engine/engine';

/**
 * Runs that are looked at again; what EC2 shows days late is beyond any lag. Only runs of this
 * database: another Snapgate may work in the same account.
 */
const LOOK_BACK_DAYS = 7;
const SESSION_NAME = 'snapgate-watcher';

/** A snapshot with a run's tag that the record does not have. */
type Orphan = {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly runId: string;
  readonly stepId: string | null;
};

/**
 * Compares all snapshots that carry a run's tag with the record. One that is in no row is an alarm:
 * an event, a log line and a message to Slack, once; nothing is deleted. Returns how many were new.
 */
export async function findOrphans(engine: Engine): Promise<number> {
  const runIds = await listRecentRuns(engine);
  let found = 0;
  for (const [environment, ids] of runIds) {
    const snapshots = await listTagged(engine, environment, ids);
    for (const orphan of await selectOrphans(engine, snapshots)) {
      await report(engine, orphan);
      found += 1;
    }
  }
  return found;
}

async function listRecentRuns({ database }: Engine): Promise<Map<string, readonly string[]>> {
  const rows = await database.prisma.$queryRaw<{ environment: string; ids: string[] }[]>`
    SELECT step.environment, array_agg(DISTINCT run.id::text) AS ids
    FROM run JOIN step ON step.run_id = run.id
    WHERE run.started_at > clock_timestamp() - ${LOOK_BACK_DAYS} * interval '1 day'
    GROUP BY step.environment`;
  return new Map(rows.map(({ environment, ids }) => [environment, ids]));
}

/** None when EC2 cannot be asked: the next sweep asks again. */
async function listTagged(
  engine: Engine,
  environment: string,
  runIds: readonly string[],
): Promise<readonly TaggedSnapshot[]> {
  try {
    return await engine.findEnvironment(environment, SESSION_NAME).findSnapshotsOfRuns(runIds);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    engine.log.warn({ err: error, environment }, 'could not look for orphaned snapshots');
    return [];
  }
}

/** A step that is still open may yet adopt its snapshot, so it is not judged. */
function selectOrphans(
  { database }: Engine,
  snapshots: readonly TaggedSnapshot[],
): Promise<readonly Orphan[]> {
  const found = snapshots.map(({ snapshotId, volumeId, runId, stepId }) => ({
    snapshot_id: snapshotId,
    volume_id: volumeId,
    run_id: runId,
    step_id: stepId,
  }));
  return database.prisma.$queryRaw<Orphan[]>`
    SELECT found.snapshot_id AS "snapshotId", found.volume_id AS "volumeId", run.id AS "runId",
      step.id AS "stepId"
    FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb)
      AS found(snapshot_id text, volume_id text, run_id text, step_id text)
    JOIN run ON run.id::text = found.run_id
    LEFT JOIN step ON step.run_id = run.id AND step.id::text = found.step_id
    WHERE (step.id IS NULL OR (step.status NOT IN ('planned', 'calling', 'unknown')
        AND step.snapshot_id IS DISTINCT FROM found.snapshot_id))
      AND NOT EXISTS (SELECT FROM event WHERE event.run_id = run.id
        AND event.code = 'snapshot-orphaned'
        AND event.data->>'snapshotId' = found.snapshot_id)`;
}

async function report(engine: Engine, orphan: Orphan): Promise<void> {
  const { runId, stepId, snapshotId, volumeId } = orphan;
  engine.log.error({ runId, stepId, snapshotId, volumeId }, 'a snapshot is not in the record');
  await engine.database.prisma.$transaction(async (tx) => {
    await appendEvents(tx, runId, [
      {
        level: 'error',
        code: 'snapshot-orphaned',
        message: `${snapshotId} of ${volumeId} has the tag of this run but is not in its record. Nothing was deleted. Check it in AWS.`,
        ...(stepId === null ? {} : { stepId }),
        data: { snapshotId, volumeId },
      },
    ]);
    // No one would see the change of an old message, so this becomes a new one.
    await tx.$executeRaw`
      UPDATE run SET slack_ts = NULL, slack_attempts = 0, slack_due_at = clock_timestamp()
      WHERE id = ${runId}::uuid AND finished_at IS NOT NULL`;
    await engine.database.jobs.send(tx, 'announce-runs', null);
  });
}
