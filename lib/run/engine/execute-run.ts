import pLimit from 'p-limit';
import { cancelRun } from '../cancel-run';
import { createBatcher } from './batcher';
import { markSteps } from './create-call';
import { deleteSnapshots } from './delete-steps';
import type { Engine } from './engine';
import { executeStep } from './execute-step';
import { finishRun } from './finish-run';
import { holdLease, type ClaimedRun } from './lease';
import { loadPendingSteps } from './pending-step';
import type { RateLimiter } from './rate-limiter';
import { workOnAll, type OwnedRun, type RunContext, type RunSignals } from './run-context';
import { storeCreatedSteps } from './store-outcome';

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
    if (run.kind === 'create') await cancelIfForeign(engine, run);
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
  await cancelRun(engine.database.prisma, runId, admin, `ended the access of ${agentName}`);
}

/** The same for a person who is no longer an operator of an environment of the run. */
async function cancelIfForeign(
  engine: Engine,
  { runId, agentSubject, agentName }: ClaimedRun,
): Promise<void> {
  const foreign = await engine.listForeignEnvironments(agentSubject);
  if (foreign.length === 0) return;
  const { prisma } = engine.database;
  const planned = await prisma.step.findFirst({
    where: { runId, status: 'planned', environment: { in: foreign.map(({ name }) => name) } },
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
