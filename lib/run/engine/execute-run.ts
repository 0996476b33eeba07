import pLimit from 'p-limit';
import type { CreateOutcome } from '@/lib/aws/create-outcome';
import { Prisma } from '@/lib/db/generated/client';
import { cancelRun } from '../cancel-run';
import { createBatcher } from './create-batcher';
import { deleteSnapshots } from './delete-steps';
import type { Engine } from './engine';
import { adoptEarlierSnapshot, findLostSnapshot } from './find-lost-snapshot';
import { finishRun } from './finish-run';
import { holdLease, type ClaimedRun } from './lease';
import { loadPendingSteps, type PendingStep } from './pending-step';
import type { RateLimiter } from './rate-limiter';
import { sleep } from './retry';
import {
  waitWhilePassive,
  workOnAll,
  type OwnedRun,
  type RunContext,
  type RunSignals,
} from './run-context';
import { storeCreatedSteps, storeOutcome } from './store-outcome';
import { writeSteps } from './write-steps';

const NOT_NOW_MS = 200;
const ASK_AGAIN_MS = 2_000;
/** Beyond the call's own limit: the time a reply may still be on its way through this process. */
const DEADLINE_MARGIN_MS = 1_000;

/**
 * Executes a claimed run to its end, or until the lease is lost or the process stops. Whatever
 * happens in between, the rows say where the next owner goes on.
 */
export async function executeRun(
  engine: Engine,
  run: ClaimedRun,
  limiter: RateLimiter,
  stopping: AbortSignal,
): Promise<void> {
  await holdLease(engine, run, async ({ lost, cancelled }) => {
    await cancelIfRevoked(engine, run);
    // Deleting has a group of its own; who may take snapshots where says nothing about it.
    if (run.kind === 'create') await cancelIfNotOperator(engine, run);
    const stop = AbortSignal.any([stopping, lost]);
    const noNewCalls = AbortSignal.any([stop, cancelled]);
    const owned = { engine, run };
    const signals = { stop, noNewCalls };
    if (run.kind === 'delete') await deleteSnapshots(owned, signals);
    else await executeSteps(createContext(owned, limiter, signals));
    if (!stop.aborted) await finishRun(engine, run);
  });
}

/**
 * The access check of a job: a person who lost access since pressing Execute takes nothing more.
 * What was called before is followed to its end, as with any cancelled run.
 */
async function cancelIfRevoked(
  engine: Engine,
  { runId, agentSubject, agentName, startedAt }: ClaimedRun,
): Promise<void> {
  const revocation = await engine.findRevocation(agentSubject, startedAt);
  if (revocation === null) return;
  const admin = { name: 'An admin', email: revocation.by };
  await cancelRun(engine.database.prisma, runId, admin, `revoked the access of ${agentName}`);
}

/** The same for a person who is no longer an operator of an environment of the run. */
async function cancelIfNotOperator(
  engine: Engine,
  { runId, agentSubject, agentName }: ClaimedRun,
): Promise<void> {
  const restricted = await engine.listRestrictedEnvironments(agentSubject);
  if (restricted.length === 0) return;
  const { prisma } = engine.database;
  const planned = await prisma.step.findFirst({
    where: { runId, status: 'planned', environment: { in: restricted.map(({ name }) => name) } },
    select: { environment: true },
  });
  if (planned === null) return;
  const by = { name: 'Snapgate', email: 'AWS_ENVIRONMENTS' };
  const why = `stopped the run, because ${agentName} is not an operator of ${planned.environment}`;
  await cancelRun(prisma, runId, by, why);
}

function createContext(owned: OwnedRun, limiter: RateLimiter, signals: RunSignals): RunContext {
  const { concurrency } = owned.engine.config;
  return {
    ...owned,
    limiter,
    signals,
    callSlots: pLimit(concurrency),
    lookupSlots: pLimit(concurrency),
    markCalling: createBatcher((steps) => markSteps(owned, steps)),
    storeCreated: createBatcher((created) => storeCreatedSteps(owned, created)),
  };
}

async function executeSteps(context: RunContext): Promise<void> {
  const steps = await loadPendingSteps(context.engine, context.run);
  await workOnAll(steps, (step) => executeStep(context, step));
}

/** Brings one step to its end: call, look up, call again, by what its row says each time. */
async function executeStep(context: RunContext, first: PendingStep): Promise<void> {
  const { engine, run, lookupSlots, signals } = context;
  let step: PendingStep | undefined = first;
  while (step !== undefined) {
    const current: PendingStep = step;
    // A step whose call may be in flight waits for its time, whether the run is cancelled or not;
    // one that was not called is skipped by the cancellation itself.
    const isPlanned = current.status === 'planned';
    await sleep(current.waitMs, isPlanned ? signals.noNewCalls : signals.stop);
    if (signals.stop.aborted) return;
    if (isPlanned && (await waitWhilePassive(context))) {
      // The wait may have made it late; the row says so. What was called is followed all the while.
    } else if (!isPlanned) {
      await lookupSlots(() => findLostSnapshot(context, current));
    } else if (!current.callIsLate || (await hasNoSnapshotYet(context, current))) {
      if ((await callStep(context, current)) === 'created') return;
    }
    [step] = await loadPendingSteps(engine, run, current.id);
  }
}

/** Before a late call. False: the snapshot exists and is stored, or EC2 could not be asked. */
async function hasNoSnapshotYet(context: RunContext, step: PendingStep): Promise<boolean> {
  const earlier = await context.lookupSlots(() => adoptEarlierSnapshot(context, step));
  if (earlier === 'not-asked') await sleep(ASK_AGAIN_MS, context.signals.noNewCalls);
  return earlier === 'none';
}

async function callStep(
  context: RunContext,
  step: PendingStep,
): Promise<'created' | 'not-created'> {
  const { callSlots, signals } = context;
  const outcome = await callSlots(() => callCreate(context, step));
  if (outcome === null) {
    // It is not its time yet, or the run has another owner, which the lease tells in a moment.
    await sleep(NOT_NOW_MS, signals.noNewCalls);
    return 'not-created';
  }
  // While the outcome is stored, the next call has the slot.
  await storeOutcome(context, step, outcome);
  return outcome.kind === 'created' ? 'created' : 'not-created';
}

/**
 * One attempt at one snapshot, in an order that lets nothing be lost: the step becomes `calling` in
 * a committed write, only then does the request leave, and its deadline counts from before that
 * write. Null: it must not be called now, and nothing was sent.
 */
async function callCreate(
  { engine, run, limiter, markCalling, signals }: RunContext,
  step: PendingStep,
): Promise<CreateOutcome | null> {
  await limiter.acquire(step, signals.noNewCalls);
  if (signals.noNewCalls.aborted) return null;
  const environment = engine.findEnvironment(step.environment, run.agentEmail);
  const deadlineAt = performance.now() + engine.config.createDeadlineMs;
  if (!(await markCalling(step))) return null;
  const { volumeId, description } = step;
  const tags = [
    ...step.tags,
    { key: 'snapgate:run', value: run.runId },
    { key: 'snapgate:step', value: step.id },
  ];
  return environment.createSnapshot({ volumeId, description, tags }, { deadlineAt });
}

/** The committed mark before a call, for steps that are called at the same time. */
async function markSteps(
  owned: OwnedRun,
  steps: readonly PendingStep[],
): Promise<readonly boolean[]> {
  const deadlineMs = owned.engine.config.createDeadlineMs + DEADLINE_MARGIN_MS;
  const marked = await writeSteps(
    owned,
    {
      from: ['planned'],
      onlyToCall: true,
      set: Prisma.sql`
        status = 'calling', attempts = attempts + 1, error_code = NULL, error_message = NULL,
        call_deadline_at = clock_timestamp() + ${deadlineMs} * interval '1 ms',
        lookup_due_at = NULL, lookup_until = NULL`,
      level: 'info',
      code: 'create-called',
    },
    steps.map(({ id, volumeId, serverName, region, accountId, attempts }) => ({
      stepId: id,
      message: `Creating a snapshot of ${volumeId} (${serverName}), attempt ${attempts + 1}.`,
      data: { volumeId, attempt: attempts + 1, region, accountId },
    })),
  );
  return steps.map(({ id }) => marked.has(id));
}
