import { formatDescription, tagSnapshot } from '@/lib/plan/tag-snapshot';
import { fingerprintPlan } from '@/lib/plan/fingerprint-plan';
import type { Finding, Plan, PlannedStep, PlannedTask } from '@/lib/plan/plan';
import type { Ticket } from '@/lib/ticket/ticket';
import type { SeedEnvironment, SeedServer } from './fleet';

export type PlanInput = {
  readonly ticket: Ticket;
  readonly environment: SeedEnvironment;
  readonly servers: readonly SeedServer[];
  readonly findings: readonly Finding[];
  readonly agentEmail: string;
  /** `YYYYMMDD`. */
  readonly day: string;
  /** ISO 8601 UTC. */
  readonly readAt: string;
  readonly firstTaskId: number;
};

/** A plan in the product's own shape, one task per server. */
export function buildSeedPlan(input: PlanInput): Plan {
  const { ticket, environment, findings, servers } = input;
  const steps = servers.map((server, index) => buildStep(input, server, index));
  const executable = steps.length > 0 && findings.every(({ severity }) => severity !== 'block');
  return {
    ticket,
    environmentChoice: environment.name,
    environments: [
      {
        ...environment,
        identityArn: `arn:aws:sts::${environment.accountId}:assumed-role/snapgate/snapgate`,
        reachable: true,
        denied: false,
      },
    ],
    tasks: steps.map(buildTask),
    steps,
    findings,
    totals: {
      snapshots: steps.length,
      sizeGib: steps.reduce((sum, { volumeSizeGib }) => sum + volumeSizeGib, 0),
    },
    fingerprint: fingerprintPlan({
      ticket: ticket.reference,
      environmentChoice: environment.name,
      environments: [environment],
      targets: steps.map((step) => ({ ...step, taskId: step.taskIds[0] ?? '' })),
    }),
    readAt: input.readAt,
    executable,
  };
}

function buildStep(input: PlanInput, server: SeedServer, index: number): PlannedStep {
  const { environment, ticket, agentEmail, day } = input;
  const words = {
    serverName: server.name,
    volumeId: server.volumeId,
    ticket: ticket.reference,
    agentEmail,
  };
  return {
    key: `${environment.name}/${server.volumeId}`,
    taskIds: [String(input.firstTaskId + index)],
    serverName: server.name,
    ipAddress: server.ipAddress,
    environment: environment.name,
    accountId: environment.accountId,
    region: environment.region,
    instanceId: server.instanceId,
    nameTag: server.name,
    instanceState: 'running',
    rootDeviceName: '/dev/xvda',
    volumeId: server.volumeId,
    volumeSizeGib: server.sizeGib,
    encrypted: server.encrypted,
    lastSnapshotAt: null,
    usualDurationMs: null,
    tags: tagSnapshot(words, day),
    description: formatDescription(words),
  };
}

function buildTask(step: PlannedStep): PlannedTask {
  return {
    taskId: step.taskIds[0] ?? '',
    title: `snap:${step.serverName}`,
    syntax: 'name-and-address',
    text: step.ipAddress,
    verdict: { kind: 'ready', stepKeys: [step.key] },
  };
}
