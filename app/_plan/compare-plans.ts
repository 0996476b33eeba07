import type { Plan, PlannedStep } from '@/lib/plan/plan';

/** One difference between the plan that was seen and the one that is true now. */
export type PlanChange = {
  readonly key: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
};

const NOTHING = 'not in the plan';

/** What changed between two plans of one ticket, in words, for a before/after table. */
export function comparePlans(before: Plan, after: Plan): readonly PlanChange[] {
  return [...compareSteps(before.steps, after.steps), ...compareFindings(before, after)];
}

function compareSteps(
  before: readonly PlannedStep[],
  after: readonly PlannedStep[],
): readonly PlanChange[] {
  const unpaired = new Map(after.map((step) => [step.key, step]));
  const changes: PlanChange[] = [];
  for (const old of before) {
    const now = takeCounterpart(old, unpaired);
    if (now === null) changes.push(stepChange(old, describeStep(old), NOTHING));
    else changes.push(...compareStep(old, now));
  }
  const added = [...unpaired.values()].map((step) => stepChange(step, NOTHING, describeStep(step)));
  return [...changes, ...added];
}

/** The same volume, or else the volume that the same tasks now mean. */
function takeCounterpart(
  old: PlannedStep,
  candidates: Map<string, PlannedStep>,
): PlannedStep | null {
  const same =
    candidates.get(old.key) ??
    [...candidates.values()].find((step) => step.taskIds.join() === old.taskIds.join());
  if (same === undefined) return null;
  candidates.delete(same.key);
  return same;
}

const COMPARED = [
  ['serverName', 'server name'],
  ['ipAddress', 'IP address'],
  ['environment', 'environment'],
  ['instanceId', 'instance'],
  ['volumeId', 'volume'],
  ['volumeSizeGib', 'size (GiB)'],
] as const;

function compareStep(old: PlannedStep, now: PlannedStep): readonly PlanChange[] {
  return COMPARED.filter(([field]) => old[field] !== now[field]).map(([field, word]) => ({
    key: `${old.key}:${field}`,
    what: `${old.serverName}: ${word}`,
    before: String(old[field]),
    after: String(now[field]),
  }));
}

function compareFindings(before: Plan, after: Plan): readonly PlanChange[] {
  const had = new Map(before.findings.map((finding) => [finding.key, finding]));
  const has = new Map(after.findings.map((finding) => [finding.key, finding]));
  const gone = before.findings.filter((finding) => !has.has(finding.key));
  const come = after.findings.filter((finding) => !had.has(finding.key));
  return [
    ...gone.map((f) => ({
      key: f.key,
      what: wordOf(f.severity),
      before: f.message,
      after: 'gone',
    })),
    ...come.map((f) => ({
      key: f.key,
      what: wordOf(f.severity),
      before: 'none',
      after: f.message,
    })),
  ];
}

function wordOf(severity: 'block' | 'warning' | 'info'): string {
  return { block: 'Problem', warning: 'Warning', info: 'Note' }[severity];
}

function stepChange(step: PlannedStep, before: string, after: string): PlanChange {
  return { key: step.key, what: step.serverName, before, after };
}

function describeStep(step: PlannedStep): string {
  return `${step.volumeId} of ${step.instanceId} (${step.ipAddress}, ${step.environment})`;
}
