import { createHash } from 'node:crypto';
import { normalizeLine } from '@/lib/text/normalize-text';
import type { Task, TaskReading } from '@/lib/ticket/ticket';
import { createFinding } from './finding';
import type { Finding, PlannedStep, PlannedTask } from './plan';
import type { Target } from './resolve-volume';

type ParsedTask = { readonly task: Task; readonly reading: TaskReading };

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

/** Everything that is wrong with the words of the tasks themselves. */
export function listTaskFindings(readings: readonly ParsedTask[]): readonly Finding[] {
  return readings.flatMap(({ task, reading }) => [
    ...listReadingFindings(task, reading),
    ...(reading.kind === 'ignored' ? [] : listUnknownTaskFields(task)),
  ]);
}

function listUnknownTaskFields(task: Task): readonly Finding[] {
  return (task.unknownFields ?? []).map(({ field, found }) =>
    createFinding({
      code: 'ticket-field-unknown',
      subject: `${task.id}:${field}`,
      severity: 'warning',
      message: `Task ${quoteTitle(task.title)}: Freshservice sent ${field} as “${found}”, which Snapgate does not understand.${field === 'status' ? ' The task counts as open.' : ''}`,
      hint: 'Check the field in Freshservice. Acknowledge this to continue without it.',
      taskIds: [task.id],
    }),
  );
}

function listReadingFindings(task: Task, reading: TaskReading): readonly Finding[] {
  if (reading.kind === 'near-miss') return [warnOfNearMiss(task, reading.suggestedTitle)];
  if (reading.kind !== 'problem') return [];
  return reading.problems.map((problem) =>
    createFinding({
      ...problem,
      subject: task.id,
      severity: 'block',
      // The sentence also stands alone, in the log and in Slack.
      message: `Task ${quoteTitle(task.title)}: ${problem.message}`,
      taskIds: [task.id],
    }),
  );
}

/** A missed snapshot is the worst that can happen here, so a task that nearly asks is never silent. */
function warnOfNearMiss(task: Task, suggestedTitle: string): Finding {
  return createFinding({
    code: 'title-near-miss',
    subject: task.id,
    severity: 'warning',
    message: `Task ${quoteTitle(task.title)} looks like a snapshot request but is not one. No snapshot will be taken for it.`,
    hint: `If it is a request, change its title in Freshservice to ${quoteTitle(suggestedTitle)}, then refresh.`,
    taskIds: [task.id],
  });
}

const TITLE_LIMIT_CHARS = 60;

function quoteTitle(title: string): string {
  const characters = Array.from(normalizeLine(title));
  const cut = characters.length > TITLE_LIMIT_CHARS ? '…' : '';
  return `“${characters.slice(0, TITLE_LIMIT_CHARS).join('')}${cut}”`;
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
