import { cancelRun } from './cancel-run';
import type { Claim, Engine } from './engine';

/**
 * The access check of a job: whoever lost access since pressing Execute takes nothing more. What
 * was called before is followed to its end, as with any cancelled run.
 */
export async function stopRevokedRun(engine: Engine, { runId }: Claim): Promise<void> {
  const { prisma } = engine.database;
  const { agentSubject, agentName, startedAt } = await prisma.run.findUniqueOrThrow({
    where: { id: runId },
    select: { agentSubject: true, agentName: true, startedAt: true },
  });
  const revocation = await engine.findRevocation(agentSubject, startedAt);
  if (revocation === null) return;
  const admin = { name: 'An admin', email: revocation.by };
  await cancelRun(prisma, runId, admin, `ended the access of ${agentName}`);
}
