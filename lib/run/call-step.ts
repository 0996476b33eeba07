import { Prisma } from '@/lib/db/generated/client';
import type { Claim, Engine } from './engine';
import type { OpenStep } from './open-step';
import { recordOutcome } from './record-outcome';
import { reserveCreate } from './reserve-create';
import { sleep } from './sleep';
import { writeStep } from './write-step';

/** Beyond the call's own limit: the time a reply may still be on its way through this process. */
const DEADLINE_MARGIN_MS = 1_000;

/**
 * One attempt at one snapshot, in an order that lets nothing be lost: the step becomes `calling`
 * in a committed write, only then does a request leave, and its outcome is written whatever it is.
 */
export async function callStep(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  agentEmail: string,
  signal: AbortSignal,
): Promise<void> {
  const { waitMs } = await reserveCreate(engine.database, step, engine.config.createRate);
  await sleep(waitMs, signal);
  const begunAt = performance.now();
  if (signal.aborted || !(await markCalling(engine, claim, step))) return;
  // A process that was paused since the mark must not call late: others may look the call up by now.
  const deadlineMs = Math.floor(engine.config.createDeadlineMs - (performance.now() - begunAt));
  if (deadlineMs <= 0) return;

  const outcome = await engine.findEnvironment(step.environment, agentEmail).createSnapshot(
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
  await recordOutcome(engine, claim, step, outcome);
}

function markCalling(engine: Engine, claim: Claim, step: OpenStep): Promise<boolean> {
  const deadlineMs = engine.config.createDeadlineMs + DEADLINE_MARGIN_MS;
  const attempt = step.attempts + 1;
  return writeStep(engine.database.prisma, claim, {
    stepId: step.id,
    from: ['planned'],
    unlessCancelled: true,
    set: Prisma.sql`
      status = 'calling', attempts = ${attempt}, error_code = NULL, error_message = NULL,
      call_deadline_at = clock_timestamp() + ${deadlineMs} * interval '1 ms',
      lookup_due_at = NULL, lookup_until = NULL`,
    event: {
      level: 'info',
      code: 'create-called',
      message: `Asking EC2 for a snapshot of ${step.volumeId} (${step.serverName}), attempt ${attempt}.`,
      data: { volumeId: step.volumeId, attempt, region: step.region, accountId: step.accountId },
    },
  });
}
