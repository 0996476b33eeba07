import type { SnapshotReport } from '@/lib/aws/snapshot-report';
import type { Queries } from '@/lib/db/client';
import { appendEvents } from './append-events';
import type { Engine } from './engine';
import type { StepStatus } from './run';
import { searchable } from './searchable';
import { summariseRun } from './summarise-run';
import { nextWatchDelayMs } from './watch-delay';
import type { WatchedStep } from './watch-snapshots';

/** New snapshots may be invisible to reads for a while; only after this are they really gone. */
const VISIBLE_AFTER_S = 180;

type Ending = { readonly errorCode: string; readonly errorMessage: string };

/** Writes down what EC2 says about one snapshot; `null` when it does not know it. */
export async function recordSnapshotReport(
  engine: Engine,
  step: WatchedStep,
  report: SnapshotReport | null,
): Promise<void> {
  if (report === null || report.state === 'missing') {
    if (step.ageS < VISIBLE_AFTER_S) return scheduleNext(engine, step);
    return recordFailure(engine, step, 'missing', {
      errorCode: 'snapshot-missing',
      errorMessage: `EC2 does not know ${step.snapshotId} any more; it was deleted by somebody.`,
    });
  }
  if (report.state === 'error') {
    return recordFailure(engine, step, 'error', {
      errorCode: 'snapshot-error',
      errorMessage: report.stateMessage ?? `Snapshot ${step.snapshotId} ended in an error.`,
    });
  }
  if (report.state === 'completed') return recordCompleted(engine, step);
  return recordProgress(engine, step, report.state, report.progress);
}

async function scheduleNext({ database }: Engine, step: WatchedStep): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE step SET watch_due_at = clock_timestamp() + ${nextWatchDelayMs(step.ageS)} * interval '1 ms'
    WHERE id = ${step.id}::uuid`;
}

async function recordProgress(
  engine: Engine,
  step: WatchedStep,
  state: string,
  progress: number | null,
): Promise<void> {
  if (state === step.snapshotState && progress === step.snapshotProgress) {
    return scheduleNext(engine, step);
  }
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE step SET snapshot_state = ${state}, snapshot_progress = ${progress},
        updated_at = clock_timestamp(),
        watch_due_at = clock_timestamp() + ${nextWatchDelayMs(step.ageS)} * interval '1 ms'
      WHERE id = ${step.id}::uuid`;
    await appendEvents(tx, step.runId, [
      {
        level: 'debug',
        code: 'snapshot-progress',
        message: `${step.snapshotId} is ${state}, ${progress ?? 0} %.`,
        stepId: step.id,
        data: { snapshotId: step.snapshotId, state, progress },
      },
    ]);
  });
}

async function recordCompleted(engine: Engine, step: WatchedStep): Promise<void> {
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE step SET snapshot_state = 'completed', snapshot_progress = 100,
        watch_due_at = NULL, updated_at = clock_timestamp()
      WHERE id = ${step.id}::uuid`;
    await appendEvents(tx, step.runId, [
      {
        level: 'info',
        code: 'snapshot-completed',
        message: `Snapshot ${step.snapshotId} is complete.`,
        stepId: step.id,
        data: { snapshotId: step.snapshotId },
      },
    ]);
    await tellSlackWhenAllEnded(tx, step.runId);
  });
}

/** A snapshot that ended badly is no snapshot: the step fails, and so the run's outcome changes. */
async function recordFailure(
  engine: Engine,
  step: WatchedStep,
  state: 'error' | 'missing',
  { errorCode, errorMessage }: Ending,
): Promise<void> {
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT id FROM run WHERE id = ${step.runId}::uuid FOR UPDATE`;
    await tx.$executeRaw`
      UPDATE step SET status = 'failed', error_code = ${errorCode},
        error_message = ${errorMessage}, watch_due_at = NULL, updated_at = clock_timestamp(),
        snapshot_state = ${state === 'error' ? 'error' : null}
      WHERE id = ${step.id}::uuid`;
    await appendEvents(tx, step.runId, [
      {
        level: 'error',
        code: errorCode,
        message: errorMessage,
        stepId: step.id,
        data: { snapshotId: step.snapshotId },
      },
    ]);
    await restateOutcome(tx, step.runId, errorMessage);
    await tellSlack(tx, step.runId);
  });
}

async function restateOutcome(tx: Queries, runId: string, errorMessage: string): Promise<void> {
  const steps = await tx.step.findMany({ where: { runId }, select: { status: true } });
  const status = summariseRun(steps.map((one) => one.status as StepStatus));
  await tx.$executeRaw`
    UPDATE run SET status = ${status},
      search_text = search_text || ' ' || ${searchable(errorMessage)}
    WHERE id = ${runId}::uuid AND finished_at IS NOT NULL`;
}

/** A failure is told at once, also while others are pending. */
async function tellSlack(tx: Queries, runId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE run SET slack_due_at = clock_timestamp(), slack_attempts = 0
    WHERE id = ${runId}::uuid AND finished_at IS NOT NULL`;
}

/** Once no snapshot is pending, the Slack message gets its final states. */
async function tellSlackWhenAllEnded(tx: Queries, runId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE run SET slack_due_at = clock_timestamp(), slack_attempts = 0
    WHERE id = ${runId}::uuid AND finished_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM step WHERE run_id = ${runId}::uuid AND watch_due_at IS NOT NULL)`;
}
