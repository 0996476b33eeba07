import type { JobName } from '@/lib/db/job-queues';
import type { Engine } from './engine';

type Due = { readonly job: JobName; readonly runId: string | null };

/**
 * Sends a job for whatever the rows say is due: runs without an owner, among them those whose owner
 * died; snapshots and Slack messages whose time has come. So a job that was lost is sent again, and
 * one too many finds nothing to do.
 */
export async function sendDueJobs({ database }: Engine): Promise<void> {
  const due = await database.prisma.$queryRaw<Due[]>`
    SELECT 'carry-out-run' AS job, id AS "runId" FROM run
    WHERE status IN ('queued', 'running')
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
    UNION ALL
    SELECT 'watch-snapshots', NULL
    WHERE EXISTS (SELECT FROM step WHERE watch_due_at <= clock_timestamp())
    UNION ALL
    SELECT 'announce-runs', NULL
    WHERE EXISTS (SELECT FROM run WHERE slack_due_at <= clock_timestamp())`;
  for (const { job, runId } of due) {
    if (job !== 'carry-out-run') await database.jobs.send(database.prisma, job, null);
    else if (runId !== null) await database.jobs.send(database.prisma, job, { runId });
  }
}
