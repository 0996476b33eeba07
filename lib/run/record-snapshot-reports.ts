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

type Judged =
  | { readonly kind: 'same' }
  | { readonly kind: 'completed' }
  | { readonly kind: 'progress'; readonly state: string; readonly progress: number | null }
  | ({ readonly kind: 'failed'; readonly state: 'error' | 'missing' } & Ending);

type JudgedStep<K extends Judged['kind'] = Judged['kind']> = {
  readonly step: WatchedStep;
  readonly judged: Extract<Judged, { kind: K }>;
};

/**
 * Writes down what EC2 says about snapshots; what it does not name, it does not know. Snapshots of
 * one run that say the same kind of thing share a transaction.
 */
export async function recordSnapshotReports(
  engine: Engine,
  steps: readonly WatchedStep[],
  reports: ReadonlyMap<string, SnapshotReport>,
): Promise<void> {
  const all = steps.map((step) => ({
    step,
    judged: judgeReport(step, reports.get(step.snapshotId) ?? null),
  }));
  await scheduleNext(
    engine.database.prisma,
    ofKind(all, 'same').map(({ step }) => step),
  );
  for (const ofRun of groupByRun(all)) {
    await recordProgress(engine, ofKind(ofRun, 'progress'));
    await recordCompleted(engine, ofKind(ofRun, 'completed'));
    for (const failed of ofKind(ofRun, 'failed')) await recordFailure(engine, failed);
  }
}

function judgeReport(step: WatchedStep, report: SnapshotReport | null): Judged {
  if (report === null || report.state === 'missing') {
    if (step.ageS < VISIBLE_AFTER_S) return { kind: 'same' };
    return {
      kind: 'failed',
      state: 'missing',
      errorCode: 'snapshot-missing',
      errorMessage: `EC2 does not know ${step.snapshotId} any more; it was deleted by somebody.`,
    };
  }
  const { state, progress, stateMessage } = report;
  if (state === 'error') {
    return {
      kind: 'failed',
      state,
      errorCode: 'snapshot-error',
      errorMessage: stateMessage ?? `Snapshot ${step.snapshotId} ended in an error.`,
    };
  }
  if (state === 'completed') return { kind: 'completed' };
  const changed = state !== step.snapshotState || progress !== step.snapshotProgress;
  return changed ? { kind: 'progress', state, progress } : { kind: 'same' };
}

function ofKind<K extends Judged['kind']>(
  all: readonly JudgedStep[],
  kind: K,
): readonly JudgedStep<K>[] {
  return all.flatMap(({ step, judged }) => (isOfKind(judged, kind) ? [{ step, judged }] : []));
}

function isOfKind<K extends Judged['kind']>(
  judged: Judged,
  kind: K,
): judged is Extract<Judged, { kind: K }> {
  return judged.kind === kind;
}

function groupByRun(all: readonly JudgedStep[]): readonly (readonly JudgedStep[])[] {
  const runIds = new Set(all.map(({ step }) => step.runId));
  return [...runIds].map((runId) => all.filter(({ step }) => step.runId === runId));
}

async function scheduleNext(queries: Queries, steps: readonly WatchedStep[]): Promise<void> {
  if (steps.length === 0) return;
  const next = steps.map(({ id, ageS }) => ({ id, ms: nextWatchDelayMs(ageS) }));
  await queries.$executeRaw`
    UPDATE step SET watch_due_at = clock_timestamp() + next.ms * interval '1 ms'
    FROM jsonb_to_recordset(${JSON.stringify(next)}::jsonb) AS next(id uuid, ms int)
    WHERE step.id = next.id`;
}

async function recordProgress(
  { database }: Engine,
  all: readonly JudgedStep<'progress'>[],
): Promise<void> {
  const [first] = all;
  if (first === undefined) return;
  const events = all.map(({ step: { id, snapshotId }, judged: { state, progress } }) => ({
    level: 'debug' as const,
    code: 'snapshot-progress',
    message: `${snapshotId} is ${state}, ${progress ?? 0} %.`,
    stepId: id,
    data: { snapshotId, state, progress },
  }));
  const news = all.map(({ step: { id }, judged: { state, progress } }) => ({
    id,
    state,
    progress,
  }));
  await database.prisma.$transaction(async (tx) => {
    await appendEvents(tx, first.step.runId, events);
    await tx.$executeRaw`
      UPDATE step SET snapshot_state = news.state, snapshot_progress = news.progress,
        updated_at = clock_timestamp()
      FROM jsonb_to_recordset(${JSON.stringify(news)}::jsonb)
        AS news(id uuid, state text, progress int)
      WHERE step.id = news.id`;
    await scheduleNext(
      tx,
      all.map(({ step }) => step),
    );
  });
}

async function recordCompleted(
  { database }: Engine,
  all: readonly JudgedStep<'completed'>[],
): Promise<void> {
  const [first] = all;
  if (first === undefined) return;
  const { runId } = first.step;
  const events = all.map(({ step: { id, snapshotId } }) => ({
    level: 'info' as const,
    code: 'snapshot-completed',
    message: `Snapshot ${snapshotId} is complete.`,
    stepId: id,
    data: { snapshotId },
  }));
  await database.prisma.$transaction(async (tx) => {
    await appendEvents(tx, runId, events);
    await tx.$executeRaw`
      UPDATE step SET snapshot_state = 'completed', snapshot_progress = 100,
        watch_due_at = NULL, updated_at = clock_timestamp()
      WHERE id = ANY(${all.map(({ step }) => step.id)}::uuid[])`;
    await tellSlackWhenAllEnded(tx, runId);
  });
}

/** A snapshot that ended badly is no snapshot: the step fails, and so the run's outcome changes. */
async function recordFailure(
  engine: Engine,
  { step, judged: { state, errorCode, errorMessage } }: JudgedStep<'failed'>,
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
