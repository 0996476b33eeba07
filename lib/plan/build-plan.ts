import { readTask } from '@/lib/ticket/read-task';
import type { Task, Ticket } from '@/lib/ticket/ticket';
import { buildStep } from './build-step';
import type { SnapshotTime } from './estimate-duration';
import { fingerprintPlan, type FingerprintTarget } from './fingerprint-plan';
import { indexInventory } from './index-inventory';
import type { EnvironmentInventory } from './inventory';
import { listEnvironmentFindings, reportEnvironment } from './list-environment-findings';
import { listPolicyFindings } from './list-policy-findings';
import { listStepFindings } from './list-step-findings';
import { listTaskFindings } from './list-task-findings';
import { mergeTargets } from './merge-targets';
import type { Finding, Plan, PlannedStep } from './plan';
import { planTasks, type ReadTask } from './plan-tasks';
import { DEFAULT_POLICY, type Policy } from './policy';
import { resolveRequest, type Resolution, type Target } from './resolve-request';
import { formatDay } from './tag-snapshot';

export type PlanInput = {
  readonly ticket: Ticket;
  /** In Freshservice's order, all pages of them. */
  readonly tasks: readonly Task[];
  /** The name of one environment, or `all`. */
  readonly environmentChoice: string;
  /** One per environment that was asked, also of those that did not answer. */
  readonly inventories: readonly EnvironmentInventory[];
  readonly agentEmail: string;
  readonly now: Date;
  /** When the ticket was read, where that was earlier. */
  readonly readAt?: Date;
  /** An IANA name, for the date in the snapshots' names. */
  readonly timeZone: string;
  readonly policy?: Policy;
  /** How long snapshots took before. */
  readonly snapshotTimes?: readonly SnapshotTime[];
};

/** Decides everything there is to decide about a ticket. Nothing is done here. */
export function buildPlan(input: PlanInput): Plan {
  const { ticket, inventories, now, environmentChoice } = input;
  const readings = distinctTasks(input.tasks).map((task) => ({ task, reading: readTask(task) }));
  const resolutions = resolveRequests(readings, inventories);
  const targets = resolutions.flatMap((one) => (one.ok ? [one.target] : []));
  const volumes = mergeTargets(targets);
  const day = formatDay(now, input.timeZone);
  const context = { ticket: ticket.reference, agentEmail: input.agentEmail, day };
  const times = input.snapshotTimes ?? [];
  const steps = volumes.map((volume) => buildStep(volume, context, times));
  const findings = sortFindings([
    ...listEnvironmentFindings(inventories),
    ...listPolicyFindings(ticket, input.policy ?? DEFAULT_POLICY, now),
    ...listTaskFindings(readings),
    ...resolutions.flatMap((one) => (one.ok ? [] : [one.finding])),
    ...volumes.flatMap((volume) => listStepFindings(volume, ticket.reference, now)),
  ]);
  const environments = inventories.map(reportEnvironment);
  return {
    ticket,
    environmentChoice,
    environments,
    tasks: planTasks(readings, steps, findings),
    steps,
    findings,
    totals: { snapshots: steps.length, sizeGib: sumSizes(steps) },
    fingerprint: fingerprintPlan({
      ticket: ticket.reference,
      environmentChoice,
      environments,
      targets: targets.map(identifyTarget),
    }),
    readAt: (input.readAt ?? now).toISOString(),
    executable: steps.length > 0 && findings.every(({ severity }) => severity !== 'block'),
  };
}

// A task that was added between two page reads shifts the pages, and one task comes twice.
function distinctTasks(tasks: readonly Task[]): readonly Task[] {
  return [...new Map(tasks.map((task) => [task.id, task])).values()];
}

function resolveRequests(
  readings: readonly ReadTask[],
  inventories: readonly EnvironmentInventory[],
): readonly Resolution[] {
  // By name, so that a sentence about two environments reads the same at every look-up.
  const sorted = inventories.toSorted((a, b) => (a.environment < b.environment ? -1 : 1));
  const indexes = sorted.map(indexInventory);
  return readings.flatMap(({ reading }) =>
    reading.kind === 'requests'
      ? reading.requests.map((request) => resolveRequest(request, indexes))
      : [],
  );
}

const SEVERITIES = ['block', 'warning', 'info'] as const;

/** What stops the plan comes first, then what must be ticked, then what is good to know. */
function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
}

function sumSizes(steps: readonly PlannedStep[]): number {
  return steps.reduce((sum, step) => sum + step.volumeSizeGib, 0);
}

function identifyTarget(target: Target): FingerprintTarget {
  return {
    taskId: target.request.taskId,
    serverName: target.serverName,
    ipAddress: target.ipAddress,
    environment: target.inventory.environment,
    instanceId: target.instance.instanceId,
    volumeId: target.volume.volumeId,
  };
}
