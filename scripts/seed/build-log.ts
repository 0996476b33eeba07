import type { EventLevel } from '@/lib/run/run';
import { summarizeRun } from '@/lib/run/engine/finish-run';
import type { Random } from './random';
import type { SeedLog, SeedRun, SeedSlack, SeedStep } from './seed-run';
import { type Jsonb, writeJsonb } from './write-jsonb';

type Line = {
  readonly atMs: number;
  readonly level: EventLevel;
  readonly code: string;
  readonly message: string;
  readonly stepId?: string;
  readonly data?: Jsonb;
};

const NOT_SENT = 0.01;
/** When a run is canceled, before its end. */
export const CANCELLED_BEFORE_MS = 20;

/** A run's log as the product would have written it, in the order of time, and what it ended with. */
export function buildSeedLog(random: Random, run: SeedRun): SeedLog {
  const slack = chooseSlack(random, run);
  const ended = run.steps.filter(({ status }) => status !== 'skipped');
  const finishedAtMs = Math.max(run.startedAtMs, ...ended.map(({ endedAtMs }) => endedAtMs)) + 25;
  const status =
    run.ending.kind === 'rejected'
      ? 'rejected'
      : summarizeRun(run.steps.map((step) => step.status));
  const lines = [
    ...startLines(run),
    ...run.steps.flatMap(stepLines),
    ...endLines(run, status, finishedAtMs),
    slackLine(slack, finishedAtMs + 400),
  ].sort((a, b) => a.atMs - b.atMs);
  return { status, finishedAtMs, slack, events: lines.map(toEvent) };
}

function startLines(run: SeedRun): readonly Line[] {
  const { agent, plan, startedAtMs: atMs, ending } = run;
  if (ending.kind === 'rejected') {
    const data = { rejection: ending.code };
    return [{ atMs, level: 'warn', code: 'execute-rejected', message: ending.message, data }];
  }
  const { snapshots, sizeGib } = plan.totals;
  return [
    {
      atMs,
      level: 'info',
      code: 'run-requested',
      message: `${agent.name} (${agent.email}) asked for ${snapshots} snapshots, ${sizeGib} GiB, for ${plan.ticket.reference}.`,
      data: { fingerprint: plan.fingerprint, retryOf: run.retryOf },
    },
    ...run.acknowledged.map((key): Line => ({
      atMs,
      level: 'info',
      code: 'warning-acknowledged',
      message: `Acknowledged: ${plan.findings.find((finding) => finding.key === key)?.message ?? key}`,
      data: { key },
    })),
  ];
}

function stepLines(step: SeedStep): readonly Line[] {
  if (step.status === 'skipped') return [];
  const { volumeId, serverName, region, accountId } = step.planned;
  const called: Line = {
    atMs: step.calledAtMs,
    level: 'info',
    code: 'create-called',
    message: `Asking EC2 for a snapshot of ${volumeId} (${serverName}), attempt 1.`,
    stepId: step.id,
    data: { volumeId, attempt: 1, region, accountId },
  };
  return [called, ...(step.error === null ? createdStepLines(step) : failedStepLines(step))];
}

function failedStepLines(step: SeedStep): readonly Line[] {
  const { code, message } = step.error ?? { code: '', message: '' };
  return [
    {
      atMs: step.endedAtMs,
      level: 'error',
      code: code === 'no-answer' ? 'step-given-up' : 'create-refused',
      message: `EC2 refused the snapshot of ${step.planned.volumeId} (${code}): ${message}`,
      stepId: step.id,
      data: { code, requestId: step.requestId, attempt: 1 },
    },
  ];
}

function createdStepLines(step: SeedStep): readonly Line[] {
  const { snapshotId, requestId, endedAtMs, completedAtMs, id: stepId } = step;
  const { volumeId, serverName } = step.planned;
  const lost: Line = {
    atMs: step.calledAtMs + 10_000,
    level: 'warn',
    code: 'reply-lost',
    message: `No clear answer about ${volumeId} (TimeoutError); looking for a snapshot with this step's tag.`,
    stepId,
    data: { code: 'TimeoutError', requestId: null },
  };
  return [
    ...(step.lost ? [lost] : []),
    {
      atMs: endedAtMs,
      level: 'info',
      code: step.lost ? 'snapshot-found' : 'snapshot-created',
      message: step.lost
        ? `Found ${snapshotId} of ${volumeId} by its tag: the call whose answer was lost had worked.`
        : `Snapshot ${snapshotId} of ${volumeId} (${serverName}) was started.`,
      stepId,
      data: step.lost ? { snapshotId, volumeId } : { snapshotId, requestId, volumeId },
    },
    {
      atMs: completedAtMs,
      level: 'info',
      code: 'snapshot-completed',
      message: `Snapshot ${snapshotId} is complete.`,
      stepId,
      data: { snapshotId },
    },
  ];
}

function endLines(run: SeedRun, status: string, atMs: number): readonly Line[] {
  if (run.ending.kind === 'rejected') return [];
  const { agent, steps } = run;
  const skipped = steps.filter((step) => step.status === 'skipped').length;
  const created = steps.filter((step) => step.status === 'created').length;
  const total = steps.length === 1 ? '1 snapshot' : `${steps.length} snapshots`;
  const cancelled: Line = {
    atMs: atMs - CANCELLED_BEFORE_MS,
    level: 'warn',
    code: 'run-cancelled',
    message: `${agent.name} (${agent.email}) canceled the run; ${skipped} ${skipped === 1 ? 'snapshot was' : 'snapshots were'} not started.`,
    data: { skipped },
  };
  return [
    ...(skipped > 0 ? [cancelled] : []),
    {
      atMs,
      level: status === 'succeeded' ? 'info' : 'warn',
      code: 'run-finished',
      message: `${created} of ${total} created.${created === 0 ? '' : ' EC2 is now copying the data.'}`,
      data: { status, created, steps: steps.length },
    },
  ];
}

function chooseSlack(random: Random, run: SeedRun): SeedSlack {
  if (random.chance(NOT_SENT))
    return { status: 'failed', error: 'Slack refused the message: not_in_channel.' };
  return { status: 'sent', ts: `${Math.floor(run.startedAtMs / 1000)}.${random.hex(6)}` };
}

function slackLine(slack: SeedSlack, atMs: number): Line {
  if (slack.status === 'failed') {
    const message = 'Slack did not accept the message (not_in_channel); no more attempts.';
    const data = { code: 'not_in_channel', attempt: 10 };
    return { atMs, level: 'error', code: 'slack-not-sent', message, data };
  }
  const data = { channel: 'C0CHANGES', ts: slack.ts };
  return { atMs, level: 'info', code: 'slack-sent', message: 'Posted to Slack.', data };
}

function toEvent(line: Line): SeedLog['events'][number] {
  return {
    at: String(line.atMs),
    level: line.level,
    code: line.code,
    message: line.message,
    stepId: line.stepId ?? null,
    data: writeJsonb(line.data ?? {}),
  };
}
