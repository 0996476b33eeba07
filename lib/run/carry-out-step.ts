import { callStep, type Lanes } from './call-step';
import type { Claim, Engine } from './engine';
import { loadOpenSteps, type OpenStep } from './open-step';
import type { StepWriter } from './open-step-writer';
import { recordOutcome } from './record-outcome';
import { resolveStep } from './resolve-step';
import { sleep } from './sleep';
import type { TokenLine } from './token-line';

/** What the steps of one run share. */
export type StepContext = {
  readonly agentEmail: string;
  readonly signals: Signals;
  readonly writer: StepWriter;
  readonly tokens: TokenLine;
  readonly lanes: Lanes;
};

export type Signals = {
  /** The run is no longer ours, or the process ends. */
  readonly stop: AbortSignal;
  /** The person cancelled: waiting is over. */
  readonly cancelled: AbortSignal;
};

const NOT_NOW_MS = 200;

/** Brings one step to its end: call, look up, call again, by what its row says each time. */
export async function carryOutStep(
  engine: Engine,
  claim: Claim,
  first: OpenStep,
  { signals, ...caller }: StepContext,
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
    if (current.status !== 'planned') {
      await caller.lanes.call(() => resolveStep(engine, claim, current, caller.agentEmail));
    } else {
      const outcome = await callStep(engine, claim, current, { ...caller, signal });
      // While the answer is written down, the next call is on its way.
      if (outcome !== null) await recordOutcome(engine, claim, current, outcome, caller.writer);
      if (outcome?.kind === 'created') return;
      // Not called: it is not its time yet, or the run is somebody else's, which is told in a moment.
      if (outcome === null) await sleep(NOT_NOW_MS, signal);
    }
    [step] = await loadOpenSteps(engine.database.prisma, claim.runId, step.id);
  }
}
