import type { SnapshotReport } from '@/lib/aws/snapshot-report';
import type { Engine } from '../engine/engine';
import { storeSnapshotReports, type WatchedStep } from './store-snapshot-reports';

const BATCH = 1_000;
/** If this process dies while it asks, others ask again after this time. */
const HOLD_MS = 20_000;
export const WATCHER = 'snapgate-watcher';

/**
 * Asks EC2 about every snapshot that is due, one batch per environment, and writes down what
 * changed. Returns how many were due.
 */
export async function watchSnapshots(engine: Engine): Promise<number> {
  const due = await takeDueSteps(engine);
  const environments = new Set(due.map(({ environment }) => environment));
  await Promise.all(
    [...environments].map((name) =>
      watchEnvironment(
        engine,
        name,
        due.filter(({ environment }) => environment === name),
      ),
    ),
  );
  return due.length;
}

function takeDueSteps({ database }: Engine): Promise<readonly WatchedStep[]> {
  return database.prisma.$queryRaw<WatchedStep[]>`
    UPDATE step SET watch_due_at = clock_timestamp() + ${HOLD_MS} * interval '1 ms'
    WHERE id IN (
      SELECT id FROM step WHERE watch_due_at <= clock_timestamp()
      ORDER BY watch_due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    )
    RETURNING id, run_id AS "runId", environment, snapshot_id AS "snapshotId",
      snapshot_state AS "snapshotState", snapshot_progress AS "snapshotProgress",
      extract(epoch FROM clock_timestamp() - created_at)::float8 AS "ageS"`;
}

async function watchEnvironment(
  engine: Engine,
  name: string,
  steps: readonly WatchedStep[],
): Promise<void> {
  let reports: readonly SnapshotReport[];
  try {
    const environment = engine.findEnvironment(name, WATCHER);
    reports = await environment.describeSnapshots(steps.map(({ snapshotId }) => snapshotId));
  } catch (error) {
    // The steps stay due: they are asked for again when their hold ends.
    engine.log.warn({ err: error, environment: name }, 'could not fetch snapshot states');
    return;
  }
  const byId = new Map(reports.map((report) => [report.snapshotId, report]));
  await storeSnapshotReports(engine, steps, byId);
}
