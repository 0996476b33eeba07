import { parseTask } from '@/lib/ticket/parse-task';
import type { SignOff, SnapshotRequest, Task, TaskReading, Ticket } from '@/lib/ticket/ticket';
import { buildStep, type SnapshotTime } from './build-step';
import { createFinding, joinNames } from './finding';
import { fingerprintPlan } from './fingerprint-plan';
import { indexInventory } from './index-inventory';
import type { EnvironmentInventory } from './inventory';
import { matchRequest } from './match-request';
import type { EnvironmentReport, Finding, Plan, PlannedStep } from './plan';
import { listTaskFindings, mergeTargets, planTasks } from './plan-tasks';
import { listTicketFindings, type Policy } from './policy-findings';
import type { Resolution, Target } from './resolve-volume';
import { listOperatorFindings, listStepFindings, type Executor } from './step-findings';
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
  /** Who would execute it; null or absent: a person who only looks. */
  readonly executor?: Executor | null;
  /** Who requested and approved the change; null or absent: not read. */
  readonly signOff?: SignOff | null;
};

/** Decides everything there is to decide about a ticket. Nothing is done here. */
export function buildPlan(input: PlanInput): Plan {
  const { ticket, inventories, now, environmentChoice } = input;
  const readings = distinctTasks(input.tasks).map((task) => ({ task, reading: parseTask(task) }));
  const resolutions = resolveRequests(
    readings.map(({ reading }) => reading),
    inventories,
  );
  const targets = resolutions.flatMap((one) => (one.ok ? [one.target] : []));
  const volumes = mergeTargets(targets);
  const day = formatDay(now, input.timeZone);
  const context = { ticket: ticket.reference, agentEmail: input.agentEmail, day };
  const times = input.snapshotTimes ?? [];
  const steps = volumes.map((volume) => buildStep(volume, context, times));
  const findings = sortFindings([
    ...listEnvironmentFindings(inventories),
    ...listTicketFindings(ticket, now, input.policy, input.executor ? input : null),
    ...(input.executor ? listOperatorFindings(steps, input.executor) : []),
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
  readings: readonly TaskReading[],
  inventories: readonly EnvironmentInventory[],
): readonly Resolution[] {
  // By name, so that a sentence about two environments reads the same at every lookup.
  const sorted = inventories.toSorted((a, b) => (a.environment < b.environment ? -1 : 1));
  const indexes = sorted.map(indexInventory);
  return readings.flatMap((reading) =>
    reading.kind === 'requests'
      ? mergeUnfound(
          reading.requests,
          reading.requests.map((request) => matchRequest(request, indexes)),
        )
      : [],
  );
}

/** Several lines of one task that no instance is called by are one finding that names them all. */
function mergeUnfound(
  requests: readonly SnapshotRequest[],
  resolutions: readonly Resolution[],
): readonly Resolution[] {
  const isUnfound = (one: Resolution) => !one.ok && one.missingIn !== undefined;
  const unfound = resolutions.filter(isUnfound);
  const [first] = unfound;
  if (unfound.length < 2 || first?.ok !== false) return resolutions;
  const lines = requests.flatMap(({ target }, index) => {
    const resolution = resolutions[index];
    return target.by === 'name' && resolution && isUnfound(resolution) ? [target.name] : [];
  });
  const taskId = requests[0]?.taskId ?? '';
  const finding = unfoundLinesFinding(taskId, lines, first.missingIn ?? []);
  return [...resolutions.filter((one) => !isUnfound(one)), { ok: false, finding }];
}

/** Lines of one list of which no instance has the name: often a signature below the list. */
function unfoundLinesFinding(
  taskId: string,
  lines: readonly string[],
  environments: readonly string[],
): Finding {
  return createFinding({
    code: 'instance-not-found',
    subject: `${taskId}:list`,
    severity: 'block',
    message: `${lines.length} lines in the list match no Name tag in ${joinNames(environments) || 'any environment'}: ${joinNames(lines.map((line) => `“${line}”`))}.`,
    hint: 'Correct the names (case and spaces matter) or use IP addresses. Remove lines that are not server names, such as a signature.',
    taskIds: [taskId],
  });
}

const SEVERITIES = ['block', 'warning', 'info'] as const;

/** What stops the plan comes first, then what must be acknowledged, then what is good to know. */
function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
}

function sumSizes(steps: readonly PlannedStep[]): number {
  return steps.reduce((sum, step) => sum + step.volumeSizeGib, 0);
}

function identifyTarget(target: Target) {
  return {
    taskId: target.request.taskId,
    serverName: target.serverName,
    ipAddress: target.ipAddress,
    environment: target.inventory.environment,
    instanceId: target.instance.instanceId,
    nameTag: target.instance.nameTag,
    instanceState: target.instance.state,
    rootDeviceName: target.rootDeviceName,
    volumeId: target.volume.volumeId,
    volumeSizeGib: target.volume.sizeGib,
    encrypted: target.volume.encrypted,
  };
}

/** An environment that is down or denied stops the plan: nothing is known about its servers. */
function listEnvironmentFindings(inventories: readonly EnvironmentInventory[]): readonly Finding[] {
  return inventories.flatMap(({ environment, problems }) =>
    onceUnreachable(problems).map((problem, index) =>
      createFinding({
        ...problem,
        subject: index === 0 ? environment : `${environment}:${index + 1}`,
        severity: 'block',
        message: problem.message.includes(environment)
          ? problem.message
          : `${environment}: ${problem.message}`,
        environment,
      }),
    ),
  );
}

/** What does not answer fails every call that is made; that is one problem to fix. */
function onceUnreachable(
  problems: EnvironmentInventory['problems'],
): EnvironmentInventory['problems'] {
  const first = problems.find(({ code }) => code === 'environment-unreachable');
  return problems.filter((one) => one === first || one.code !== 'environment-unreachable');
}

function reportEnvironment(inventory: EnvironmentInventory): EnvironmentReport {
  return {
    name: inventory.environment,
    region: inventory.region,
    accountId: inventory.accountId,
    identityArn: inventory.identityArn,
    extraTags: inventory.extraTags,
    keepDays: inventory.keepDays,
    reachable: inventory.problems.every(({ code }) => code !== 'environment-unreachable'),
    denied: inventory.problems.some(({ code }) => code === 'environment-denied'),
  };
}
