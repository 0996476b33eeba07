import type { PrismaClient } from '@/lib/db/generated/client';
import type { RunDetail } from '@/lib/run/run';

/** Runs as rows, many at once, for the export to write. Their plans stay out: CSV has none. */
export async function storeDrafts(prisma: PrismaClient, runs: readonly RunDetail[]): Promise<void> {
  await prisma.run.createMany({
    skipDuplicates: true,
    data: runs.map((run) => ({
      id: run.id,
      idempotencyKey: run.id,
      status: run.status,
      ticket: run.ticket,
      ticketSubject: run.ticketSubject,
      agentSubject: 'fuzz-bulk',
      agentEmail: run.agentEmail,
      agentName: run.agentName,
      environmentChoice: 'prod-eu',
      environments: [...run.environments],
      fingerprint: run.plan.fingerprint,
      plan: {},
      acknowledged: [],
      reason: run.reason,
      rejectionCode: run.rejectionCode,
      errorMessage: run.errorMessage,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
    })),
  });
  await prisma.step.createMany({
    skipDuplicates: true,
    data: runs.flatMap((run) =>
      run.steps.map((step) => ({
        id: step.id,
        runId: run.id,
        position: step.position,
        status: step.status,
        taskIds: [...step.taskIds],
        serverName: step.serverName,
        ipAddress: step.ipAddress,
        environment: step.environment,
        accountId: step.accountId,
        region: step.region,
        instanceId: step.instanceId,
        volumeId: step.volumeId,
        volumeSizeGib: step.volumeSizeGib,
        tags: [],
        description: step.description,
        errorCode: step.errorCode,
        errorMessage: step.errorMessage,
      })),
    ),
  });
}
