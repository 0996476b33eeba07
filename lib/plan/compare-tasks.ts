import type { Plan, PlannedTask } from './plan';
import type { PlanDifference } from './plan-difference';

/** Tasks that came, went, were edited or got another verdict. */
export function compareTasks(before: Plan, after: Plan): readonly PlanDifference[] {
  const old = new Map(before.tasks.map((task) => [task.taskId, task]));
  const remaining = new Set(after.tasks.map((task) => task.taskId));
  return [
    ...before.tasks.filter((task) => !remaining.has(task.taskId)).map(describeRemoved),
    ...after.tasks.flatMap((task) => {
      const was = old.get(task.taskId);
      return was === undefined ? [describeAdded(task)] : compareTask(was, task);
    }),
  ];
}

function compareTask(was: PlannedTask, is: PlannedTask): readonly PlanDifference[] {
  const { taskId } = is;
  const words = { before: describeWords(was), after: describeWords(is) };
  if (words.before !== words.after) {
    const message = `Task ${taskId} was edited.`;
    return [{ kind: 'task-edited', taskId, what: `Task ${taskId}: text`, ...words, message }];
  }
  const verdict = { before: describeVerdict(was), after: describeVerdict(is) };
  if (verdict.before === verdict.after) return [];
  const message = `Task ${taskId} is now ${verdict.after}; it was ${verdict.before}.`;
  return [
    { kind: 'verdict-changed', taskId, what: `Task ${taskId}: verdict`, ...verdict, message },
  ];
}

function describeAdded(task: PlannedTask): PlanDifference {
  const { taskId } = task;
  const message = `Task ${taskId} was added.`;
  const words = { before: null, after: describeWords(task) };
  return { kind: 'task-added', taskId, what: `Task ${taskId}: added`, ...words, message };
}

function describeRemoved(task: PlannedTask): PlanDifference {
  const { taskId } = task;
  const message = `Task ${taskId} was removed.`;
  const words = { before: describeWords(task), after: null };
  return { kind: 'task-removed', taskId, what: `Task ${taskId}: removed`, ...words, message };
}

// A task that is skipped or ignored shows no text; only its title can be compared then.
function describeWords(task: PlannedTask): string {
  return task.text === null ? task.title : `${task.title}\n${task.text}`;
}

function describeVerdict({ verdict }: PlannedTask): string {
  return verdict.kind === 'skipped' ? verdict.reason : verdict.kind;
}
