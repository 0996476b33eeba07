import type { CreateOutcome, RefusalReason } from '@/lib/aws/create-outcome';
import { Prisma } from '@/lib/db/generated/client';
import { appendEvents } from '../events';
import type { PendingStep } from './pending-step';
import { slowDown } from './rate-limiter';
import { retryWrite } from './retry';
import { RETRY_POLICIES, retryDelayMs } from './retry-policy';
import type { CreatedStep, OwnedRun, RunContext } from './run-context';
import { BACK_TO_PLANNED, writeStep, writeSteps } from './write-steps';

type Refused = Extract<CreateOutcome, { kind: 'refused' }>;
type Unknown = Extract<CreateOutcome, { kind: 'unknown' }>;

/** Stores what became of a create call. A database that is away is waited for. */
export async function storeOutcome(
  context: RunContext,
  step: PendingStep,
  outcome: CreateOutcome,
): Promise<void> {
  await retryWrite(context.engine.log, async () => {
    switch (outcome.kind) {
      case 'created': {
        const isStored = await context.storeCreated({ step, outcome });
        return isStored ? undefined : reportLate(context, { step, outcome });
      }
      case 'refused':
        return storeRefused(context, step, outcome);
      case 'unknown':
        return storeUnknown(context, step, outcome);
    }
  });
}

/** For steps whose answers came at the same time. False: another process owns the run by now. */
export async function storeCreatedSteps(
  owned: OwnedRun,
  created: readonly CreatedStep[],
): Promise<readonly boolean[]> {
  const stored = await writeSteps(
    owned,
    {
      from: ['calling'],
      set: Prisma.sql`
        status = 'created', snapshot_id = val->>'snapshotId', snapshot_state = val->>'state',
        snapshot_progress = NULL, request_id = val->>'requestId', created_at = clock_timestamp(),
        watch_due_at = clock_timestamp() + interval '1 second'`,
      level: 'info',
      code: 'snapshot-created',
    },
    created.map(({ step, outcome: { snapshotId, state, requestId } }) => ({
      stepId: step.id,
      message: `Snapshot ${snapshotId} of ${step.volumeId} (${step.serverName}) was started.`,
      data: { snapshotId, requestId, volumeId: step.volumeId },
      val: { snapshotId, state, requestId },
    })),
  );
  return created.map(({ step }) => stored.has(step.id));
}

/** The snapshot exists, but another process owns the run: it finds the id in the log. */
async function reportLate(
  { engine, run }: OwnedRun,
  { step, outcome: { snapshotId, requestId } }: CreatedStep,
): Promise<void> {
  const { prisma } = engine.database;
  // A write whose own answer was lost is tried again, and finds its work done.
  if ((await prisma.step.count({ where: { id: step.id, snapshotId } })) > 0) return;
  await appendEvents(prisma, run.runId, [
    {
      level: 'warn',
      code: 'snapshot-reported-late',
      message: `EC2 reported ${snapshotId} to a process that no longer owns this run.`,
      stepId: step.id,
      data: { snapshotId, requestId, volumeId: step.volumeId },
    },
  ]);
}

/** Nothing exists. Whether and when to try again depends on the reason alone. */
async function storeRefused(
  owned: OwnedRun,
  step: PendingStep,
  { reason, code, message, encodedMessage, requestId }: Refused,
): Promise<void> {
  const { engine } = owned;
  if (reason === 'throttled') await slowDown(engine.database, step, engine.config.createRate);
  const policy = RETRY_POLICIES[reason];
  const refusals = 1 + (await countRefusals(owned, step, reason));
  const data = { code, reason, requestId, attempt: step.attempts + 1 };
  if (refusals >= policy.attempts) {
    return writeStep(owned, step, {
      from: ['calling'],
      set: Prisma.sql`
        status = 'failed', request_id = ${requestId}, error_code = ${code},
        error_message = ${message}`,
      level: 'error',
      code: 'create-refused',
      message: `EC2 refused the snapshot of ${step.volumeId} (${code}): ${message}`,
      // Whole, or it cannot be decoded.
      data: encodedMessage === undefined ? data : { ...data, encodedMessage },
    });
  }
  const pauseMs = retryDelayMs(refusals, engine.random(), policy);
  const limit = Number.isFinite(policy.attempts) ? `, ${refusals} of ${policy.attempts}` : '';
  await writeStep(owned, step, {
    from: ['calling'],
    // The code stays on the step while it waits; the next mark clears it.
    set: Prisma.sql`
      ${BACK_TO_PLANNED}, request_id = ${requestId}, error_code = ${code},
      not_before = clock_timestamp() + ${pauseMs} * interval '1 ms'`,
    level: 'warn',
    code: 'create-deferred',
    message: `No snapshot of ${step.volumeId} yet (${code}${limit}). Next attempt in ${Math.ceil(pauseMs / 1000)} s.`,
    data,
  });
}

/** Each reason has its own limit, so each counts its own refusals. */
function countRefusals({ engine, run }: OwnedRun, { id }: PendingStep, reason: RefusalReason) {
  const code = 'create-deferred';
  const data = { path: ['reason'], equals: reason };
  return engine.database.prisma.event.count({
    where: { runId: run.runId, stepId: id, code, data },
  });
}

/** No clear answer: a snapshot may exist. It is looked up before anything else is tried. */
async function storeUnknown(
  owned: OwnedRun,
  step: PendingStep,
  { code, message, requestId }: Unknown,
): Promise<void> {
  await writeStep(owned, step, {
    from: ['calling'],
    set: Prisma.sql`
      status = 'unknown', request_id = ${requestId},
      lookup_due_at = clock_timestamp() + interval '1 second',
      lookup_until = call_deadline_at + ${owned.engine.config.lookupWindowMs} * interval '1 ms'`,
    level: 'warn',
    code: 'reply-lost',
    message: `No clear reply for ${step.volumeId} (${code}); looking for a snapshot with this step's tag.`,
    data: { code, message, requestId },
  });
}
