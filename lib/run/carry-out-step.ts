import { callStep } from './call-step';
import type { Claim, Engine } from './engine';
import { loadOpenSteps, type OpenStep } from './open-step';
import { resolveStep } from './resolve-step';
import { sleep } from './sleep';

/** What the steps of one run share. */
export type StepContext = {
  readonly agentEmail: string;
  readonly signals: Signals;
  /** Lets so many calls run at once. */
  readonly limit: <T>(work: () => Promise<T>) => Promise<T>;
};

export type Signals = {
  /** The run is no longer ours, or the process ends. */
  readonly stop: AbortSignal;
  /** The person cancelled: waiting is over. */
  readonly cancelled: AbortSignal;
};

/** Brings one step to its end: call, look up, call again, by what its row says each time. */
export async function carryOutStep(
  engine: Engine,
  claim: Claim,
  first: OpenStep,
  { agentEmail, signals, limit }: StepContext,
): Promise<void> {
  let step: OpenStep | undefined = first;
  while (step !== undefined) {
    // A cancelled step that waits for its turn is skipped by the cancelling itself; a step whose
    // call may be in flight keeps its waiting time.
    const signal: AbortSignal =
      step.status === 'planned' ? AbortSignal.any([signals.stop, signals.cancelled]) : signals.stop;
    await sleep(step.waitMs, signal);
    if (signals.stop.aborted) return;
    const current = step;
    await limit(async () => {
      // Its turn may come only after the end; then no token is taken and nothing is asked.
      if (signal.aborted) return;
      if (current.status !== 'planned') return resolveStep(engine, claim, current, agentEmail);
      await callStep(engine, claim, current, agentEmail, signal);
    });
    [step] = await loadOpenSteps(engine.database.prisma, claim.runId, step.id);
  }
}
