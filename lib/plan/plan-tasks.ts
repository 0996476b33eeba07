import { createHash } from 'node:crypto';
import type { Task, TaskReading } from '@/lib/ticket/ticket';
import type { Target } from './match-request';
import type { Finding, PlannedStep, PlannedTask } from './plan';

export type ParsedTask = { readonly task: Task; readonly reading: TaskReading };

/** Gives every task its one verdict, in Freshservice's order; none is dropped. */
export function planTasks(
  readings: readonly ParsedTask[],
  steps: readonly PlannedStep[],
  findings: readonly Finding[],
): readonly PlannedTask[] {
  const blocking = findings.filter(({ severity }) => severity === 'block');
  const blocked = new Set(blocking.flatMap(({ taskIds }) => taskIds));
  const stepKeys = new Map<string, string[]>();
  for (const step of steps) {
    for (const id of step.taskIds) stepKeys.set(id, [...(stepKeys.get(id) ?? []), step.key]);
  }
  return readings.map(({ task, reading }) => ({
    taskId: task.id,
    title: task.title,
    ...readingFields(reading),
    seen: { status: task.status, digest: digestTask(task) },
    verdict: judgeTask(reading, blocked.has(task.id), stepKeys.get(task.id) ?? []),
  }));
}

/** SHA-256, hex, of what a task asks for, untouched: any change of it is a change. */
export function digestTask({
  title,
  descriptionHtml,
}: Pick<Task, 'title' | 'descriptionHtml'>): string {
  return createHash('sha256')
    .update(JSON.stringify([title, descriptionHtml]))
    .digest('hex');
}

function readingFields(reading: TaskReading): Pick<PlannedTask, 'syntax' | 'text'> {
  return reading.kind === 'problem' || reading.kind === 'requests'
    ? { syntax: reading.syntax, text: reading.text }
    : { syntax: null, text: null };
}

function judgeTask(
  reading: TaskReading,
  blocked: boolean,
  stepKeys: readonly string[],
): PlannedTask['verdict'] {
  if (reading.kind === 'ignored' || reading.kind === 'near-miss') return { kind: reading.kind };
  if (reading.kind === 'closed') return { kind: 'skipped', reason: reading.reason };
  // One bad entry blocks its whole task: half of what was asked is not what was asked.
  const good = reading.kind === 'requests' && !blocked;
  return good ? { kind: 'ready', stepKeys } : { kind: 'blocked' };
}

/** Everything that means one volume: one snapshot is taken, however many tasks ask for it. */
export type VolumeTargets = {
  /** `environment/volume id`. */
  readonly key: string;
  /** The one whose words the snapshot gets: of the lowest task id, whatever the order of tasks. */
  readonly lead: Target;
  readonly targets: readonly Target[];
};

/** Groups targets by volume, in the order in which the volumes first appear. */
export function mergeTargets(targets: readonly Target[]): readonly VolumeTargets[] {
  const groups = new Map<string, [Target, ...Target[]]>();
  for (const target of targets) {
    const key = `${target.inventory.environment}/${target.volume.volumeId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  }
  return [...groups].map(([key, group]) => ({ key, lead: findLead(group), targets: group }));
}

function findLead([first, ...rest]: readonly [Target, ...Target[]]): Target {
  return rest.reduce((lead, next) => (compareTargets(next, lead) < 0 ? next : lead), first);
}

function compareTargets(a: Target, b: Target): number {
  return (
    compareTaskIds(a.request.taskId, b.request.taskId) ||
    compareText(a.ipAddress, b.ipAddress) ||
    compareText(a.serverName, b.serverName)
  );
}

/** Every task that means this volume, once, lowest id first. */
export function listTaskIds(volume: VolumeTargets): readonly string[] {
  const taskIds = new Set(volume.targets.map((target) => target.request.taskId));
  return [...taskIds].sort(compareTaskIds);
}

/** Freshservice's ids are numbers as text: the shorter one is the smaller one. */
function compareTaskIds(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
