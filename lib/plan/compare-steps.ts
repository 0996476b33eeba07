import type { PlannedStep } from './plan';

/** What is compared of a step. */
export type ComparedStep = Omit<
  PlannedStep,
  'lastSnapshotAt' | 'usualDurationMs' | 'tags' | 'description'
>;

/** One line of the before/after table that is shown when a plan changed under the agent's eyes. */
export type PlanDifference = {
  readonly kind:
    | 'environment-changed'
    | 'task-added'
    | 'task-removed'
    | 'task-edited'
    | 'verdict-changed'
    | 'step-added'
    | 'step-removed'
    | 'environment-moved'
    | 'instance-replaced'
    | 'address-moved'
    | 'volume-changed'
    | 'volume-resized'
    | 'instance-state-changed'
    | 'name-tag-changed'
    | 'root-device-changed'
    | 'encryption-changed'
    | 'server-renamed'
    | 'finding-added'
    | 'finding-changed'
    | 'finding-gone';
  /** Null where the difference is not about one task. */
  readonly taskId: string | null;
  /** What differs, as the table's first column names it, such as `web-01: the instance`. */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  /** One plain sentence. */
  readonly message: string;
};

/** For every task the volumes it means now against those it meant before. */
export function compareSteps(
  before: readonly ComparedStep[],
  after: readonly ComparedStep[],
): readonly PlanDifference[] {
  const [old, current] = [groupByTask(before), groupByTask(after)];
  const taskIds = new Set([...old.keys(), ...current.keys()]);
  return [...taskIds].flatMap((taskId) =>
    compareTaskSteps(taskId, old.get(taskId) ?? [], current.get(taskId) ?? []),
  );
}

function groupByTask(steps: readonly ComparedStep[]): ReadonlyMap<string, readonly ComparedStep[]> {
  const groups = new Map<string, ComparedStep[]>();
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
  before: readonly ComparedStep[],
  after: readonly ComparedStep[],
): readonly PlanDifference[] {
  const { pairs, gone, fresh } = pairSteps(before, after);
  return [
    ...pairs.flatMap(([was, is]) => compareStep(taskId, was, is)),
    ...gone.map((step) => stepDifference(taskId, 'step-removed', step)),
    ...fresh.map((step) => stepDifference(taskId, 'step-added', step)),
  ];
}

type Pairing = {
  readonly pairs: readonly (readonly [ComparedStep, ComparedStep])[];
  readonly gone: readonly ComparedStep[];
  readonly fresh: readonly ComparedStep[];
};

// What makes two steps "the same server, changed", the surest sign first.
const SIGNS: readonly ((step: ComparedStep) => string)[] = [
  (step) => step.key,
  (step) => step.ipAddress,
  (step) => step.instanceId,
  (step) => step.serverName,
];

function pairSteps(before: readonly ComparedStep[], after: readonly ComparedStep[]): Pairing {
  const pairs: [ComparedStep, ComparedStep][] = [];
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
function compareStep(
  taskId: string,
  was: ComparedStep,
  is: ComparedStep,
): readonly PlanDifference[] {
  const found = IDENTITY.find(({ read }) => read(was) !== read(is));
  const changed = [...(found === undefined ? [] : [found]), ...LABELS].filter(
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
  readonly read: (step: ComparedStep) => string;
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

const LABELS: readonly Trait[] = [
  { kind: 'volume-resized', what: 'the size', read: (step) => `${step.volumeSizeGib} GiB` },
  { kind: 'address-moved', what: 'the address', read: (step) => step.ipAddress },
  { kind: 'instance-state-changed', what: 'the state', read: (step) => step.instanceState },
  { kind: 'name-tag-changed', what: 'the Name tag', read: (step) => step.nameTag ?? 'none' },
  { kind: 'root-device-changed', what: 'the root device', read: (step) => step.rootDeviceName },
  {
    kind: 'encryption-changed',
    what: 'the encryption',
    read: (step) => (step.encrypted ? 'encrypted' : 'not encrypted'),
  },
  { kind: 'server-renamed', what: 'the name', read: (step) => step.serverName },
];

function stepDifference(
  taskId: string,
  kind: 'step-added' | 'step-removed',
  step: ComparedStep,
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
        message: `Task ${taskId} now refers to ${found}.`,
      }
    : {
        kind,
        taskId,
        what,
        before: found,
        after: null,
        message: `Task ${taskId} no longer refers to ${found}.`,
      };
}
