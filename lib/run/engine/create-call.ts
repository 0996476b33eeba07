import type { CreateOutcome } from '@/lib/aws/create-outcome';
import { Prisma } from '@/lib/db/generated/client';
import type { PendingStep } from './pending-step';
import type { OwnedRun, RunContext } from './run-context';
import { writeSteps } from './write-steps';

/** Beyond the call's own limit: the time a reply may still be on its way through this process. */
const DEADLINE_MARGIN_MS = 1_000;

/**
 * One attempt at one snapshot, in an order that lets nothing be lost: the step becomes `calling` in
 * a committed write, only then does the request leave, and its deadline counts from before that
 * write. Null: it must not be called now, and nothing was sent.
 */
export async function callCreate(
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
export async function markSteps(
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
