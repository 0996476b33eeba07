import type { PrismaClient } from '@/lib/db/generated/client';
import { cancelRun } from './cancel-run';
import type { Agent } from './run';

/** Stops every run of a person whose access an admin ended; returns how many there were. */
export async function stopRunsOf(
  prisma: PrismaClient,
  agentSubject: string,
  admin: Agent,
): Promise<number> {
  const runs = await prisma.run.findMany({
    where: { agentSubject, status: { in: ['queued', 'running'] }, cancelRequestedAt: null },
    select: { id: true, agentName: true },
  });
  for (const { id, agentName } of runs) {
    await cancelRun(prisma, id, admin, `ended the access of ${agentName}`);
  }
  return runs.length;
}
