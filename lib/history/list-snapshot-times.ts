import type { PrismaClient } from '@/lib/db/generated/client';
import type { SnapshotTime } from '@/lib/plan/build-step';

/** What was taken lately says most about today; and the lookup must stay quick. */
const LATEST_RUNS = 50;
const MAX_SNAPSHOTS = 1_000;

/** How long the snapshots of the latest runs took, from the call to EC2's `completed`. */
export function listSnapshotTimes(prisma: PrismaClient): Promise<readonly SnapshotTime[]> {
  return prisma.$queryRaw<SnapshotTime[]>`
    SELECT step.volume_id AS "volumeId", step.volume_size_gib AS "sizeGib",
      extract(epoch FROM step.updated_at - step.created_at)::float8 * 1000 AS "tookMs"
    FROM (
      SELECT id, started_at FROM run WHERE status IN ('succeeded', 'partial')
      ORDER BY started_at DESC LIMIT ${LATEST_RUNS}
    ) AS latest
    JOIN step ON step.run_id = latest.id
    WHERE step.snapshot_state = 'completed' AND step.created_at IS NOT NULL
    ORDER BY latest.started_at DESC LIMIT ${MAX_SNAPSHOTS}`;
}
