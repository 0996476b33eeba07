import pLimit from 'p-limit';
import { carryOutStep } from './carry-out-step';
import { releaseLease, RENEW_EVERY_MS, renewLease } from './claim-run';
import type { Claim, Engine } from './engine';
import { finishRun } from './finish-run';
import { loadOpenSteps } from './open-step';
import { openStepWriter } from './open-step-writer';
import { sleep } from './sleep';
import { stopRevokedRun } from './stop-revoked-run';
import type { TokenLine } from './token-line';

/**
 * Carries a claimed run to its end, or until the lease is lost or the process stops. Whatever
 * happens in between, the rows say where the next owner goes on.
 */
export async function carryOutRun(
  engine: Engine,
  claim: Claim,
  tokens: TokenLine,
  stopping: AbortSignal,
): Promise<void> {
  const lost = new AbortController();
  const cancelled = new AbortController();
  const done = new AbortController();
  const stop = AbortSignal.any([stopping, lost.signal]);
  const renewing = keepLease(engine, claim, lost, cancelled, done.signal);
  try {
    await stopRevokedRun(engine, claim);
    await carryOutSteps(engine, claim, tokens, { stop, cancelled: cancelled.signal });
    if (!stop.aborted) await finishRun(engine, claim);
  } finally {
    done.abort();
    await renewing;
    if (!lost.signal.aborted) await releaseLease(engine.database, claim);
  }
}

async function carryOutSteps(
  engine: Engine,
  claim: Claim,
  tokens: TokenLine,
  signals: { readonly stop: AbortSignal; readonly cancelled: AbortSignal },
): Promise<void> {
  const { prisma } = engine.database;
  const run = await prisma.run.findUniqueOrThrow({
    where: { id: claim.runId },
    select: { agentEmail: true },
  });
  const steps = await loadOpenSteps(prisma, claim.runId);
  const { concurrency } = engine.config;
  const lanes = {
    prepare: pLimit(concurrency),
    call: pLimit(concurrency),
    unanswered: new Set<string>(),
  };
  const writer = openStepWriter(engine, claim, () => lanes.unanswered.size > 0);
  const failed = new AbortController();
  const stop = AbortSignal.any([signals.stop, failed.signal]);
  const { agentEmail } = run;
  const context = { agentEmail, signals: { ...signals, stop }, lanes, writer, tokens };
  const results = await Promise.allSettled(
    steps.map((step) =>
      // Without the database nobody gets on: all hand over, and the next owner takes all up again.
      carryOutStep(engine, claim, step, context).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** Renews the lease until the work is done; tells the work when the lease or the wish is gone. */
async function keepLease(
  engine: Engine,
  claim: Claim,
  lost: AbortController,
  cancelled: AbortController,
  done: AbortSignal,
): Promise<void> {
  while (!done.aborted) {
    await sleep(RENEW_EVERY_MS, done);
    if (done.aborted) return;
    try {
      const lease = await renewLease(engine.database, claim);
      if (lease === 'lost') return lost.abort();
      if (lease === 'cancelled') cancelled.abort();
    } catch (error) {
      // The database is away: the lease may run out meanwhile, which the next renewal will tell.
      engine.log.warn({ err: error, runId: claim.runId }, 'could not renew a lease');
    }
  }
}
