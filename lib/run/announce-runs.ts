import type { RunMessage } from '@/lib/slack/run-message';
import { appendEvents } from './append-events';
import { buildRunMessage } from './describe-run-for-slack';
import type { Engine } from './engine';

/** A run about which Slack is to hear. `dueAt` tells whether more became due while we spoke. */
type DueRun = {
  readonly id: string;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly slackTs: string | null;
  readonly slackChannel: string | null;
};

const BATCH = 5;
const HOLD_MS = 30_000;
const MOST_ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Posts what is due to Slack: a new message for a run that has ended, an update once its snapshots
 * have. Slack being down never changes a run: each attempt and its result are events, and it is
 * tried again. Returns how many runs were due.
 */
export async function announceRuns(engine: Engine): Promise<number> {
  const due = await takeDueRuns(engine);
  for (const run of due) await announceRun(engine, run);
  return due.length;
}

function takeDueRuns({ database }: Engine): Promise<readonly DueRun[]> {
  return database.prisma.$queryRaw<DueRun[]>`
    UPDATE run SET slack_attempts = slack_attempts + 1,
      slack_due_at = clock_timestamp() + ${HOLD_MS} * interval '1 ms'
    WHERE id IN (
      SELECT id FROM run WHERE slack_due_at <= clock_timestamp()
      ORDER BY slack_due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    )
    RETURNING id, slack_attempts AS attempts, slack_due_at AS "dueAt", slack_ts AS "slackTs",
      slack_channel AS "slackChannel"`;
}

async function announceRun(engine: Engine, run: DueRun): Promise<void> {
  const message = await buildRunMessage(engine, run.id);
  const result = await send(engine, run, message);
  if (result.ok) return recordSent(engine, run, result);
  return recordNotSent(engine, run, result);
}

function send({ slack }: Engine, run: DueRun, message: RunMessage) {
  return run.slackTs !== null && run.slackChannel !== null
    ? slack.updateRunMessage(run.slackTs, run.slackChannel, message)
    : slack.postRunMessage(message);
}

type Sent = Extract<Awaited<ReturnType<typeof send>>, { ok: true }>;
type NotSent = Extract<Awaited<ReturnType<typeof send>>, { ok: false }>;

async function recordSent(engine: Engine, run: DueRun, sent: Sent): Promise<void> {
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE run SET slack_status = 'sent', slack_error = NULL, slack_ts = ${sent.ts},
        slack_channel = ${sent.channel},
        slack_permalink = coalesce(${sent.permalink}, slack_permalink),
        slack_due_at = CASE WHEN slack_due_at = ${run.dueAt} THEN NULL ELSE slack_due_at END
      WHERE id = ${run.id}::uuid`;
    await appendEvents(tx, run.id, [
      {
        level: 'info',
        code: run.slackTs === null ? 'slack-sent' : 'slack-updated',
        message:
          run.slackTs === null
            ? 'Slack has the list.'
            : 'The Slack message shows the final states.',
        data: { channel: sent.channel, ts: sent.ts },
      },
    ]);
  });
}

async function recordNotSent(engine: Engine, run: DueRun, refused: NotSent): Promise<void> {
  const last = run.attempts >= MOST_ATTEMPTS;
  const pauseMs = refused.retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, 2_000 * 2 ** run.attempts);
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE run SET slack_error = ${refused.message},
        slack_status = CASE WHEN ${last} THEN 'failed' ELSE slack_status END,
        slack_due_at = CASE WHEN ${last} THEN NULL
          ELSE clock_timestamp() + ${pauseMs} * interval '1 ms' END
      WHERE id = ${run.id}::uuid`;
    await appendEvents(tx, run.id, [
      {
        level: last ? 'error' : 'warn',
        code: 'slack-not-sent',
        message: `Slack did not take the message (${refused.code}); ${last ? 'giving up' : 'trying again'}.`,
        data: { code: refused.code, attempt: run.attempts },
      },
    ]);
  });
}
