import type { CreateOutcome } from '@/lib/aws/create-outcome';
import type { Claim, Engine } from './engine';
import type { OpenStep } from './open-step';
import type { StepWriter } from './open-step-writer';
import { sleep } from './sleep';

/**
 * One attempt at one snapshot, in an order that lets nothing be lost: the step becomes `calling`
 * in a committed write, only then does a request leave. Null: nothing was sent.
 */
export async function callStep(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  writer: StepWriter,
  { agentEmail, signal }: { readonly agentEmail: string; readonly signal: AbortSignal },
): Promise<CreateOutcome | null> {
  await awaitToken(step, writer, signal);
  const begunAt = performance.now();
  if (signal.aborted || !(await writer.markCalling(step))) return null;
  // A process that was paused since the mark must not call late: others may look the call up by now.
  const deadlineMs = Math.floor(engine.config.createDeadlineMs - (performance.now() - begunAt));
  if (deadlineMs <= 0) return null;

  return engine.findEnvironment(step.environment, agentEmail).createSnapshot(
    {
      volumeId: step.volumeId,
      description: step.description,
      tags: [
        ...step.tags,
        { key: 'snapgate:run', value: claim.runId },
        { key: 'snapgate:step', value: step.id },
      ],
    },
    { deadlineMs },
  );
}

/** Returns once a call may be made, or when the signal fires. */
async function awaitToken(step: OpenStep, writer: StepWriter, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { isYours, waitMs } = await writer.reserve(step);
    await sleep(waitMs, signal);
    if (isYours) return;
  }
}
