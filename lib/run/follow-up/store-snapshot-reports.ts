import type { SnapshotReport } from '@/lib/aws/snapshot-report';
import type { Queries } from '@/lib/db/client';
import { appendEvents } from '../events';
import type { Engine } from '../engine/engine';
import type { StepStatus } from '../run';
import { searchable } from '../search-text';
import { summarizeRun } from '../engine/finish-run';

/** One snapshot whose state is to be asked for. */
export type WatchedStep = {
  readonly id: string;
  readonly runId: string;
  readonly environment: string;
  readonly snapshotId: string;
  readonly snapshotState: string;
  readonly snapshotProgress: number | null;
  /** Seconds since the snapshot was started. */
  readonly ageS: number;
};

/** New snapshots may be invisible to reads for a while; one that was listed once is not new. */
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
 * one run that say the same kind of thing share a transaction. Rows change before their event is
 * stored, because an event seals what the rows say.
 */
export async function storeSnapshotReports(
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
    await storeProgress(engine, ofKind(ofRun, 'progress'));
    await storeCompleted(engine, ofKind(ofRun, 'completed'));
    for (const failed of ofKind(ofRun, 'failed')) await storeFailure(engine, failed);
  }
}

function judgeReport(step: WatchedStep, report: SnapshotReport | null): Judged {
  if (report === null || report.state === 'missing') return judgeMissing(step);
  const { state, stateMessage } = report;
  // The first report is stored whatever it says: only then a later one can miss the snapshot.
  const progress = report.progress ?? step.snapshotProgress ?? 0;
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

/** One reading may come from a server of EC2 that lags; two that agree do not. */
function judgeMissing(step: WatchedStep): Judged {
  const { snapshotId, snapshotState, snapshotProgress, ageS } = step;
  const listedBefore = snapshotProgress !== null;
  if (!listedBefore && ageS < VISIBLE_AFTER_S) return { kind: 'same' };
  if (snapshotState !== 'unlisted') {
    return { kind: 'progress', state: 'unlisted', progress: snapshotProgress };
  }
  return {
    kind: 'failed',
    state: 'missing',
    errorCode: 'snapshot-missing',
    errorMessage: `EC2 no longer lists ${snapshotId}: it was deleted outside Snapgate.`,
  };
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

/**
 * How long until a pending snapshot is asked for again: quickly while someone is likely to watch,
 * slowly for the large ones that take hours.
 */
function nextWatchDelayMs(ageS: number): number {
  if (ageS < 120) return 1_500;
  if (ageS < 600) return 5_000;
  if (ageS < 3_600) return 15_000;
  return 60_000;
}

async function scheduleNext(queries: Queries, steps: readonly WatchedStep[]): Promise<void> {
  if (steps.length === 0) return;
  const next = steps.map(({ id, ageS }) => ({ id, ms: nextWatchDelayMs(ageS) }));
  await queries.$executeRaw`
    UPDATE step SET watch_due_at = clock_timestamp() + next.ms * interval '1 ms'
    FROM jsonb_to_recordset(${JSON.stringify(next)}::jsonb) AS next(id uuid, ms int)
    WHERE step.id = next.id AND step.deleted_at IS NULL`;
}

async function storeProgress(
  { database }: Engine,
  all: readonly JudgedStep<'progress'>[],
): Promise<void> {
  const [first] = all;
  if (first === undefined) return;
  const events = all.map(({ step: { id, snapshotId }, judged: { state, progress } }) => ({
    level: 'debug' as const,
    code: 'snapshot-progress',
    message:
      state === 'unlisted'
        ? `EC2 did not list ${snapshotId} in this check. Checking again.`
        : `${snapshotId} is ${state}, ${progress ?? 0}%.`,
    stepId: id,
    data: { snapshotId, state, progress },
  }));
  const news = all.map(({ step: { id }, judged: { state, progress } }) => ({
    id,
    state,
    progress,
  }));
  await database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      WITH locked AS (SELECT id FROM run WHERE id = ${first.step.runId}::uuid FOR UPDATE)
      UPDATE step SET snapshot_state = news.state, snapshot_progress = news.progress,
        updated_at = clock_timestamp()
      FROM locked, jsonb_to_recordset(${JSON.stringify(news)}::jsonb)
        AS news(id uuid, state text, progress int)
      WHERE step.id = news.id`;
    await appendEvents(tx, first.step.runId, events);
    await scheduleNext(
      tx,
      all.map(({ step }) => step),
    );
  });
}

async function storeCompleted(
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
    await tx.$executeRaw`
      WITH locked AS (SELECT id FROM run WHERE id = ${runId}::uuid FOR UPDATE)
      UPDATE step SET snapshot_state = 'completed', snapshot_progress = 100,
        watch_due_at = NULL, updated_at = clock_timestamp(),
        snapshot_ended_at = clock_timestamp()
      FROM locked WHERE step.id = ANY(${all.map(({ step }) => step.id)}::uuid[])`;
    await appendEvents(tx, runId, events);
    await tellSlackWhenAllEnded(tx, runId);
    await tellTicketSoon(tx, runId);
  });
}

/** A snapshot that ended badly is no snapshot: the step fails, and so the run's outcome changes. */
async function storeFailure(
  engine: Engine,
  { step, judged: { state, errorCode, errorMessage } }: JudgedStep<'failed'>,
): Promise<void> {
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT id FROM run WHERE id = ${step.runId}::uuid FOR UPDATE`;
    const changed = await tx.$executeRaw`
      UPDATE step SET status = 'failed', error_code = ${errorCode},
        error_message = ${errorMessage}, watch_due_at = NULL, updated_at = clock_timestamp(),
        snapshot_ended_at = clock_timestamp(),
        snapshot_state = ${state === 'error' ? 'error' : null}
      WHERE id = ${step.id}::uuid AND deleted_at IS NULL`;
    // A run deleted it meanwhile: that it is missing is no failure.
    if (changed === 0) return;
    await restateOutcome(tx, step.runId, errorMessage);
    await appendEvents(tx, step.runId, [
      {
        level: 'error',
        code: errorCode,
        message: errorMessage,
        stepId: step.id,
        data: { snapshotId: step.snapshotId },
      },
    ]);
    await tellSlack(tx, step.runId);
    await tellTicketSoon(tx, step.runId);
  });
}

async function restateOutcome(tx: Queries, runId: string, errorMessage: string): Promise<void> {
  const steps = await tx.step.findMany({ where: { runId }, select: { status: true } });
  const status = summarizeRun(steps.map((one) => one.status as StepStatus));
  await tx.$executeRaw`
    UPDATE run SET status = ${status},
      search_text = search_text || ' ' || ${searchable(errorMessage)}
    WHERE id = ${runId}::uuid AND finished_at IS NOT NULL`;
}

/** A ticket that waits for its snapshots need not wait for its next look. */
async function tellTicketSoon(tx: Queries, runId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE run SET ticket_due_at = least(ticket_due_at, clock_timestamp())
    WHERE id = ${runId}::uuid AND ticket_attempts = 0`;
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
