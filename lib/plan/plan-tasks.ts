import type { Task, TaskReading } from '@/lib/ticket/ticket';
import type { Finding, PlannedStep, PlannedTask } from './plan';

export type ReadTask = { readonly task: Task; readonly reading: TaskReading };

/** Gives every task its one verdict, in Freshservice's order; none is dropped. */
export function planTasks(
  readings: readonly ReadTask[],
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
    ...describeReading(reading),
    verdict: judgeTask(reading, blocked.has(task.id), stepKeys.get(task.id) ?? []),
  }));
}

function describeReading(reading: TaskReading): Pick<PlannedTask, 'syntax' | 'text'> {
  return reading.kind === 'problem' || reading.kind === 'requests'
    ? { syntax: reading.syntax, text: reading.text }
    : { syntax: null, text: null };
}

function judgeTask(
  reading: TaskReading,
  blocked: boolean,
  stepKeys: readonly string[],
): PlannedTask['verdict'] {
  if (reading.kind === 'ignored') return { kind: 'ignored' };
  if (reading.kind === 'closed') return { kind: 'skipped', reason: reading.reason };
  // One bad entry blocks its whole task: half of what was asked is not what was asked.
  const good = reading.kind === 'requests' && !blocked;
  return good ? { kind: 'ready', stepKeys } : { kind: 'blocked' };
}
