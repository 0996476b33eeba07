import { listBlocks } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import type { RunMessage } from '@/lib/slack/build-run-message';
import type { Engine } from '../engine/engine';
import { appendEvents } from '../events';
import type { RunKind, RunStatus, TaskResult } from '../run';
import { retryPauseMs } from './retry-pause';

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
/** With the pauses of `retryPauseMs`: about four hours, longer than Slack's incidents and rate limits last. */
const MAX_SLACK_ATTEMPTS = 60;

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
  if (result.ok) return storeSent(engine, run, result);
  return storeNotSent(engine, run, result);
}

function send({ slack }: Engine, run: DueRun, message: RunMessage) {
  return run.slackTs !== null && run.slackChannel !== null
    ? slack.updateRunMessage(run.slackTs, run.slackChannel, message)
    : slack.postRunMessage(message);
}

type Sent = Extract<Awaited<ReturnType<typeof send>>, { ok: true }>;
type NotSent = Extract<Awaited<ReturnType<typeof send>>, { ok: false }>;

async function storeSent(engine: Engine, run: DueRun, sent: Sent): Promise<void> {
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
            ? 'Posted to Slack.'
            : 'The Slack message was updated with the final states.',
        data: { channel: sent.channel, ts: sent.ts },
      },
    ]);
  });
}

async function storeNotSent(engine: Engine, run: DueRun, refused: NotSent): Promise<void> {
  const posted = run.slackTs !== null;
  const last = run.attempts >= MAX_SLACK_ATTEMPTS || refused.final;
  const pauseMs = retryPauseMs(run.attempts, refused.retryAfterMs);
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE run SET slack_error = ${refused.message},
        slack_status = CASE WHEN ${last} AND slack_status <> 'sent' THEN 'failed'
          ELSE slack_status END,
        slack_due_at = CASE WHEN ${last} THEN NULL
          ELSE clock_timestamp() + ${pauseMs} * interval '1 ms' END
      WHERE id = ${run.id}::uuid`;
    await appendEvents(tx, run.id, [
      {
        level: last ? 'error' : 'warn',
        code: 'slack-not-sent',
        message: `Slack did not accept the ${posted ? 'update of the posted message' : 'message'} (${refused.code}); ${last ? 'no more attempts' : 'will retry'}.`,
        data: { code: refused.code, attempt: run.attempts },
      },
    ]);
  });
}

/** What a person has to look into, whatever became of the run. */
const ALARMS = ['snapshot-doubled', 'snapshot-orphaned'];
/** Who deletes what and why, and who confirmed it. */
const DELETIONS = ['deletion-started', 'deletion-confirmed'];

/** What Slack is told about a run, as it stands now. */
async function buildRunMessage(engine: Engine, runId: string): Promise<RunMessage> {
  const run = await engine.database.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    include: {
      steps: { orderBy: { position: 'asc' } },
      events: { where: { code: { in: [...ALARMS, ...DELETIONS] } }, orderBy: { seq: 'asc' } },
    },
  });
  const plan = run.plan as unknown as Plan;
  return {
    ticket: run.ticket,
    ticketUrl: plan.ticket.url,
    subject: run.ticketSubject,
    kind: run.kind as RunKind,
    agentName: run.agentName,
    agentEmail: run.agentEmail,
    status: run.status as RunStatus,
    runUrl: engine.runUrl(run.id),
    snapshots: run.steps.map((step) => ({
      serverName: step.serverName,
      snapshotId: step.snapshotId ?? step.targetSnapshotId,
      state: step.deletedAt === null ? (step.snapshotState ?? step.status) : 'deleted',
      error: step.errorMessage,
    })),
    errors: [
      ...(run.errorMessage === null ? [] : [run.errorMessage]),
      ...run.events.filter(({ code }) => ALARMS.includes(code)).map(({ message }) => message),
    ],
    remarks: [
      ...run.events.filter(({ code }) => DELETIONS.includes(code)).map(({ message }) => message),
      ...describeAfterwards(run),
    ],
    override: describeOverride(run, plan),
  };
}

type AcknowledgedRun = {
  readonly status: string;
  readonly acknowledged: readonly string[];
  readonly reason: string | null;
};

/** A refused Execute overrode nothing, whatever was acknowledged. */
function describeOverride(run: AcknowledgedRun, plan: Plan): RunMessage['override'] {
  const rules = listBlocks(plan).overridable.filter(({ key }) => run.acknowledged.includes(key));
  if (run.status === 'rejected' || rules.length === 0) return null;
  return { rules: rules.map(({ message }) => message), reason: run.reason ?? '' };
}

type Afterwards = {
  readonly ticket: string;
  readonly noteStatus: string | null;
  readonly taskResults: unknown;
  readonly steps: readonly {
    readonly snapshotId: string | null;
    readonly correctedName: string | null;
  }[];
};

/** One line for the note, one for the tasks, one for each corrected name. */
function describeAfterwards({
  ticket,
  noteStatus,
  taskResults,
  steps,
}: Afterwards): readonly string[] {
  const results = (taskResults ?? []) as readonly TaskResult[];
  const count = (state: TaskResult['state']) => results.filter((one) => one.state === state).length;
  const isWritten = noteStatus === 'written' || noteStatus === 'complete';
  return [
    ...(isWritten ? [`Note added to ${ticket}.`] : []),
    ...(noteStatus === 'failed' ? [`The note could not be added to ${ticket}.`] : []),
    ...(results.length === 0
      ? []
      : [`Tasks: ${count('completed')} completed, ${count('left-open')} left open.`]),
    ...steps.flatMap(({ snapshotId, correctedName }) =>
      correctedName === null ? [] : [`Name of ${snapshotId} corrected to ${correctedName}.`],
    ),
  ];
}
