import { appendEvents } from './append-events';
import type { Claim, Engine } from './engine';
import type { NewEvent } from './new-event';
import type { RunStatus, StepStatus } from './run';
import { summariseRun } from './summarise-run';

/** Ends a run whose steps are all at their end, and makes its Slack message due. */
export async function finishRun(engine: Engine, claim: Claim): Promise<void> {
  await engine.database.prisma.$transaction(async (tx) => {
    const owned = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM run WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence}
        AND status = 'running' FOR UPDATE`;
    if (owned.length === 0) return;
    const steps = await tx.step.findMany({
      where: { runId: claim.runId },
      select: { status: true },
    });
    const status = summariseRun(steps.map((step) => step.status as StepStatus));
    await tx.$executeRaw`
      UPDATE run SET status = ${status}, finished_at = clock_timestamp(), slack_attempts = 0,
        slack_due_at = clock_timestamp()
      WHERE id = ${claim.runId}::uuid`;
    await appendEvents(tx, claim.runId, [describeOutcome(status, steps)]);
    await engine.database.jobs.send(tx, 'announce-runs', null);
  });
}

function describeOutcome(
  status: RunStatus,
  steps: readonly { readonly status: string }[],
): NewEvent {
  const created = steps.filter((step) => step.status === 'created').length;
  return {
    level: status === 'succeeded' ? 'info' : 'warn',
    code: 'run-finished',
    message: `Finished: ${created} of ${steps.length} snapshots were started (${status}).`,
    data: { status, created, steps: steps.length },
  };
}
