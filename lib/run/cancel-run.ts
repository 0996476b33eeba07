import type { PrismaClient } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';
import { appendEvents } from './append-events';
import type { Agent } from './run';

/**
 * Stops a run: steps that were not called yet are skipped, calls in flight are followed to their
 * end. Cancelling twice is cancelling once. `what` is what the person did, for the log. Throws `AppError` `not-found`.
 */
export async function cancelRun(
  prisma: PrismaClient,
  runId: string,
  agent: Pick<Agent, 'name' | 'email'>,
  what = 'cancelled the run',
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    // The run's row is locked first, as every write of the engine does: no call can begin meanwhile.
    const [run] = await tx.$queryRaw<{ open: boolean }[]>`
      SELECT status IN ('queued', 'running') AND cancel_requested_at IS NULL AS open
      FROM run WHERE id = ${runId}::uuid FOR UPDATE`;
    if (run === undefined) throw runNotFound(runId);
    if (!run.open) return;
    await tx.$executeRaw`
      UPDATE run SET cancel_requested_at = clock_timestamp(), cancel_requested_by = ${agent.email}
      WHERE id = ${runId}::uuid`;
    const skipped = await tx.$executeRaw`
      UPDATE step SET status = 'skipped', updated_at = clock_timestamp()
      WHERE run_id = ${runId}::uuid AND status = 'planned'`;
    await appendEvents(tx, runId, [
      {
        level: 'warn',
        code: 'run-cancelled',
        message: `${agent.name} (${agent.email}) ${what}; ${skipped} snapshots were not started.`,
        data: { skipped },
      },
    ]);
  });
}

export function runNotFound(runId: string): AppError {
  return new AppError({
    code: 'not-found',
    message: `There is no run ${runId.slice(0, 60)}.`,
    hint: 'Check the link, or look for the run in the history.',
  });
}
