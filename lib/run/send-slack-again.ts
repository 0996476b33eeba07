import type { Database } from '@/lib/db/client';
import { runNotFound } from './cancel-run';
import { appendEvents } from './events';
import type { Agent } from './run';

/**
 * Sends a run's Slack message again after the attempts have ended without success: always as a new
 * message, because one that was posted can no longer be updated. Who asked is in the log before it
 * is sent. Does nothing while a message is due anyway, so pressing twice is one message. Throws
 * `AppError` `not-found`.
 */
export async function sendSlackAgain(
  { prisma, jobs }: Database,
  runId: string,
  { name, email }: Pick<Agent, 'name' | 'email'>,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const [run] = await tx.$queryRaw<{ ended: boolean }[]>`
      SELECT slack_due_at IS NULL AND slack_error IS NOT NULL AS ended
      FROM run WHERE id = ${runId}::uuid FOR UPDATE`;
    if (run === undefined) throw runNotFound(runId);
    if (!run.ended) return;
    // A message that was posted stays one that was posted, whatever becomes of the new one.
    await tx.$executeRaw`
      UPDATE run SET slack_due_at = clock_timestamp(), slack_attempts = 0, slack_error = NULL,
        slack_ts = NULL, slack_channel = NULL,
        slack_status = CASE slack_status WHEN 'failed' THEN 'waiting' ELSE slack_status END
      WHERE id = ${runId}::uuid`;
    await appendEvents(tx, runId, [
      {
        level: 'info',
        code: 'slack-send-requested',
        message: `${name} (${email}) asked to send the Slack message again.`,
      },
    ]);
    await jobs.send(tx, 'announce-runs', null);
  });
}
