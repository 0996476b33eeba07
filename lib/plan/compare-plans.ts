import { findingTopic } from './approve-plan';
import { type ComparedStep, compareSteps, type PlanDifference } from './compare-steps';
import type { EnvironmentReport, Finding, PlannedTask } from './plan';

type ComparedFinding = Pick<Finding, 'key' | 'severity' | 'message' | 'taskIds'>;

/** The parts of a plan that are compared. */
export type ComparedPlan = {
  readonly environments: readonly EnvironmentReport[];
  readonly tasks: readonly PlannedTask[];
  readonly steps: readonly ComparedStep[];
  readonly findings: readonly ComparedFinding[];
};

/** What changed between the plan that was seen and the plan of now; empty when nothing did. */
export function comparePlans(before: ComparedPlan, after: ComparedPlan): readonly PlanDifference[] {
  return [
    ...compareEnvironments(before, after),
    ...compareTasks(before, after),
    ...compareSteps(before.steps, after.steps),
    ...compareFindings(before, after),
  ];
}

/** Other environments, or another account behind the same name. */
function compareEnvironments(before: ComparedPlan, after: ComparedPlan): readonly PlanDifference[] {
  const names = [...before.environments, ...after.environments].map(({ name }) => name);
  return [...new Set(names)].flatMap((name) => {
    const was = environmentLabel(before.environments.find((one) => one.name === name));
    const is = environmentLabel(after.environments.find((one) => one.name === name));
    if (was === is) return [];
    const what = `Environment ${name}`;
    const message = `Environment ${name} is now ${is ?? 'not included'}; it was ${was ?? 'not included'}.`;
    return [{ kind: 'environment-changed', taskId: null, what, before: was, after: is, message }];
  });
}

function environmentLabel(report: EnvironmentReport | undefined): string | null {
  if (report === undefined) return null;
  const account = report.accountId ?? 'unknown';
  const tags = (report.extraTags ?? []).map(({ key, value }) => `${key}=${value}`);
  const reachable = report.reachable ? 'reachable' : 'not reachable';
  return [
    `account ${account}`,
    report.region,
    reachable,
    ...(tags.length > 0 ? [`tags ${tags.join(' ')}`] : []),
    ...(report.keepDays == null ? [] : [`snapshots expire after ${report.keepDays} days`]),
  ].join(', ');
}

/** Blocks and warnings that appeared, went away or say something else now. */
function compareFindings(before: ComparedPlan, after: ComparedPlan): readonly PlanDifference[] {
  const [old, current] = [mapFindings(before), mapFindings(after)];
  const gone = [...old.values()].filter(({ key }) => !current.has(findingTopic(key)));
  return [
    ...[...current.values()].flatMap((is) => compareFinding(old.get(findingTopic(is.key)), is)),
    ...gone.map((was) => findingDifference('finding-gone', was, undefined)),
  ];
}

function mapFindings(plan: ComparedPlan): ReadonlyMap<string, ComparedFinding> {
  const weighty = plan.findings.filter(({ severity }) => severity !== 'info');
  return new Map(weighty.map((finding) => [findingTopic(finding.key), finding]));
}

function compareFinding(
  was: ComparedFinding | undefined,
  is: ComparedFinding,
): readonly PlanDifference[] {
  if (was === undefined) return [findingDifference('finding-added', undefined, is)];
  if (was.message === is.message && was.severity === is.severity) return [];
  return [findingDifference('finding-changed', was, is)];
}

const OPENINGS = {
  'finding-added': 'New',
  'finding-changed': 'Changed',
  'finding-gone': 'Resolved',
} as const;

function findingDifference(
  kind: keyof typeof OPENINGS,
  was: ComparedFinding | undefined,
  is: ComparedFinding | undefined,
): PlanDifference {
  const taskIds = (is ?? was)?.taskIds ?? [];
  const [before, after] = [was?.message ?? null, is?.message ?? null];
  return {
    kind,
    what: (is ?? was)?.severity === 'block' ? 'Problem' : 'Warning',
    taskId: taskIds.length === 1 ? (taskIds[0] ?? null) : null,
    before,
    after,
    message: `${OPENINGS[kind]}: ${after ?? before ?? ''}`,
  };
}

/** Tasks that came, went, were edited or got another verdict. */
function compareTasks(before: ComparedPlan, after: ComparedPlan): readonly PlanDifference[] {
  const old = new Map(before.tasks.map((task) => [task.taskId, task]));
  const remaining = new Set(after.tasks.map((task) => task.taskId));
  return [
    ...before.tasks.filter((task) => !remaining.has(task.taskId)).map(removedTask),
    ...after.tasks.flatMap((task) => {
      const was = old.get(task.taskId);
      return was === undefined ? [addedTask(task)] : compareTask(was, task);
    }),
  ];
}

function compareTask(was: PlannedTask, is: PlannedTask): readonly PlanDifference[] {
  const { taskId } = is;
  const texts = { before: taskText(was), after: taskText(is) };
  if (texts.before !== texts.after) {
    const message = `Task ${taskId} was edited.`;
    return [{ kind: 'task-edited', taskId, what: `Task ${taskId}: text`, ...texts, message }];
  }
  const verdict = { before: verdictLabel(was), after: verdictLabel(is) };
  if (verdict.before === verdict.after) return [];
  const message = `Task ${taskId} is now ${verdict.after}; it was ${verdict.before}.`;
  return [
    { kind: 'verdict-changed', taskId, what: `Task ${taskId}: verdict`, ...verdict, message },
  ];
}

function addedTask(task: PlannedTask): PlanDifference {
  const { taskId } = task;
  const message = `Task ${taskId} was added.`;
  const texts = { before: null, after: taskText(task) };
  return { kind: 'task-added', taskId, what: `Task ${taskId}: added`, ...texts, message };
}

function removedTask(task: PlannedTask): PlanDifference {
  const { taskId } = task;
  const message = `Task ${taskId} was removed.`;
  const texts = { before: taskText(task), after: null };
  return { kind: 'task-removed', taskId, what: `Task ${taskId}: removed`, ...texts, message };
}

// A task that is skipped or ignored shows no text; only its title can be compared then.
function taskText(task: PlannedTask): string {
  return task.text === null ? task.title : `${task.title}\n${task.text}`;
}

function verdictLabel({ verdict }: PlannedTask): string {
  return verdict.kind === 'skipped' ? verdict.reason : verdict.kind;
}
