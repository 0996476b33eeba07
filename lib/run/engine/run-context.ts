import type { LimitFunction } from 'p-limit';
import type { CreateOutcome } from '@/lib/aws/create-outcome';
import type { Engine } from './engine';
import type { ClaimedRun } from './lease';
import type { PendingStep } from './pending-step';
import type { RateLimiter } from './rate-limiter';
import { sleep } from './retry';

/** A run and the engine that holds its lease: what a write of the run needs. */
export type OwnedRun = { readonly engine: Engine; readonly run: ClaimedRun };

/** What the steps of one run share while a process executes it. */
export type RunContext = OwnedRun & {
  readonly limiter: RateLimiter;
  /** So many create calls are in flight; look-ups have slots of their own. */
  readonly callSlots: LimitFunction;
  readonly lookupSlots: LimitFunction;
  /** The committed mark before a call. False: it must not be called now. */
  readonly markCalling: (step: PendingStep) => Promise<boolean>;
  /** False: another process owns the run by now. */
  readonly storeCreated: (created: CreatedStep) => Promise<boolean>;
  readonly signals: RunSignals;
};

export type RunSignals = {
  /** The run is no longer ours, or the process ends. */
  readonly stop: AbortSignal;
  /** The same, or someone cancelled the rest. */
  readonly noNewCalls: AbortSignal;
};

const PASSIVE_ASK_AGAIN_MS = 1_000;

/** Nothing is called in passive mode. Returns whether it waited: the step may have changed since. */
export async function waitWhilePassive({
  engine,
  signals,
}: Pick<RunContext, 'engine' | 'signals'>): Promise<boolean> {
  if (!(await engine.isPassive())) return false;
  do await sleep(PASSIVE_ASK_AGAIN_MS, signals.noNewCalls);
  while (!signals.noNewCalls.aborted && (await engine.isPassive()));
  return true;
}

/** All steps side by side. Throws what one of them threw, once none is under way any longer. */
export async function workOnAll<Step>(
  steps: readonly Step[],
  work: (step: Step) => Promise<void>,
): Promise<void> {
  const results = await Promise.allSettled(steps.map(work));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

export type CreatedStep = {
  readonly step: PendingStep;
  readonly outcome: Extract<CreateOutcome, { kind: 'created' }>;
};
