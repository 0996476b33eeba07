import type { PrismaClient } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';
import { appendEvents } from './events';
import type { Agent } from './run';

/**
 * Stops a run: steps that were not called yet are skipped, calls in flight are followed to their
 * end. Canceling twice is the same as canceling once. `what` is what the person did, for the log. Throws `AppError` `not-found`.
 */
export async function cancelRun(
  prisma: PrismaClient,
  runId: string,
  agent: Pick<Agent, 'name' | 'email'>,
  what = 'canceled the run',
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    // The run's row is locked first, as every write of the engine does: no call can begin meanwhile.
    const [run] = await tx.$queryRaw<{ open: boolean; kind: string }[]>`
      SELECT kind, status IN ('queued', 'running') AND cancel_requested_at IS NULL AS open
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
        message: `${agent.name} (${agent.email}) ${what}; ${skipped} ${skipped === 1 ? 'snapshot was' : 'snapshots were'} not ${run.kind === 'delete' ? 'deleted' : 'started'}.`,
        data: { skipped },
      },
    ]);
  });
}

/** Cancels every run of a person whose access an admin ended; returns how many there were. */
export async function cancelRunsOf(
  prisma: PrismaClient,
  agentSubject: string,
  admin: Agent,
): Promise<number> {
  const runs = await prisma.run.findMany({
    where: { agentSubject, status: { in: ['queued', 'running'] }, cancelRequestedAt: null },
    select: { id: true, agentName: true },
  });
  for (const { id, agentName } of runs) {
    await cancelRun(prisma, id, admin, `revoked the access of ${agentName}`);
  }
  return runs.length;
}

export function runNotFound(runId: string): AppError {
  return new AppError({
    code: 'not-found',
    message: `There is no run ${runId.slice(0, 60)}.`,
    hint: 'Check the link, or look for the run in the history.',
  });
}
