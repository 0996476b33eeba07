import type { Plan, PlannedStep } from './plan';
import type { PlanDifference } from './plan-difference';

/** For every task the volumes it means now against those it meant before. */
export function compareSteps(before: Plan, after: Plan): readonly PlanDifference[] {
  const [old, current] = [groupByTask(before.steps), groupByTask(after.steps)];
  const taskIds = new Set([...old.keys(), ...current.keys()]);
  return [...taskIds].flatMap((taskId) =>
    compareTaskSteps(taskId, old.get(taskId) ?? [], current.get(taskId) ?? []),
  );
}

function groupByTask(steps: readonly PlannedStep[]): ReadonlyMap<string, readonly PlannedStep[]> {
  const groups = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    for (const taskId of step.taskIds) {
      const group = groups.get(taskId);
      if (group === undefined) groups.set(taskId, [step]);
      else group.push(step);
    }
  }
  return groups;
}

function compareTaskSteps(
  taskId: string,
  before: readonly PlannedStep[],
  after: readonly PlannedStep[],
): readonly PlanDifference[] {
  const { pairs, gone, fresh } = pairSteps(before, after);
  return [
    ...pairs.flatMap(([was, is]) => compareStep(taskId, was, is)),
    ...gone.map((step) => describeStep(taskId, 'step-removed', step)),
    ...fresh.map((step) => describeStep(taskId, 'step-added', step)),
  ];
}

type Pairing = {
  readonly pairs: readonly (readonly [PlannedStep, PlannedStep])[];
  readonly gone: readonly PlannedStep[];
  readonly fresh: readonly PlannedStep[];
};

// What makes two steps "the same server, changed", the surest sign first.
const SIGNS: readonly ((step: PlannedStep) => string)[] = [
  (step) => step.key,
  (step) => step.ipAddress,
  (step) => step.instanceId,
  (step) => step.serverName,
];

function pairSteps(before: readonly PlannedStep[], after: readonly PlannedStep[]): Pairing {
  const pairs: [PlannedStep, PlannedStep][] = [];
  let gone = before;
  const fresh = new Set(after);
  for (const sign of SIGNS) {
    const waiting = new Map([...fresh].map((step) => [sign(step), step]));
    gone = gone.filter((was) => {
      const is = waiting.get(sign(was));
      if (is === undefined || !fresh.has(is)) return true;
      fresh.delete(is);
      pairs.push([was, is]);
      return false;
    });
  }
  return { pairs, gone, fresh: [...fresh] };
}

/** The first thing that differs explains the rest: a replaced instance has another volume too. */
function compareStep(taskId: string, was: PlannedStep, is: PlannedStep): readonly PlanDifference[] {
  const found = IDENTITY.find(({ read }) => read(was) !== read(is));
  const changed = [...(found === undefined ? [] : [found]), ...WORDS].filter(
    ({ read }) => read(was) !== read(is),
  );
  return changed.map(({ kind, what: trait, read }) => {
    const what = `${is.serverName}: ${trait}`;
    const [before, after] = [read(was), read(is)];
    const message = `Task ${taskId}: ${trait} of ${is.serverName} is now ${after}; it was ${before}.`;
    return { kind, taskId, what, before, after, message };
  });
}

type Trait = {
  readonly kind: PlanDifference['kind'];
  readonly what: string;
  readonly read: (step: PlannedStep) => string;
};

const IDENTITY: readonly Trait[] = [
  {
    kind: 'environment-moved',
    what: 'the environment',
    read: (step) => `${step.environment} (account ${step.accountId}, ${step.region})`,
  },
  { kind: 'instance-replaced', what: 'the instance', read: (step) => step.instanceId },
  { kind: 'volume-changed', what: 'the root volume', read: (step) => step.volumeId },
];

const WORDS: readonly Trait[] = [
  { kind: 'volume-resized', what: 'the size', read: (step) => `${step.volumeSizeGib} GiB` },
  { kind: 'address-moved', what: 'the address', read: (step) => step.ipAddress },
  { kind: 'server-renamed', what: 'the name', read: (step) => step.serverName },
];

function describeStep(
  taskId: string,
  kind: 'step-added' | 'step-removed',
  step: PlannedStep,
): PlanDifference {
  const found = `${step.serverName} (${step.ipAddress}), ${step.instanceId}, ${step.volumeId}`;
  const what = `Task ${taskId}: server`;
  return kind === 'step-added'
    ? {
        kind,
        taskId,
        what,
        before: null,
        after: found,
        message: `Task ${taskId} now means ${found}.`,
      }
    : {
        kind,
        taskId,
        what,
        before: found,
        after: null,
        message: `Task ${taskId} no longer means ${found}.`,
      };
}
