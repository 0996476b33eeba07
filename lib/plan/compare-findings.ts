import type { Finding, Plan } from './plan';
import type { PlanDifference } from './plan-difference';

/** Blocks and warnings that appeared, went away or say something else now. */
export function compareFindings(before: Plan, after: Plan): readonly PlanDifference[] {
  const [old, current] = [mapFindings(before), mapFindings(after)];
  const gone = [...old.values()].filter((finding) => !current.has(finding.key));
  return [
    ...[...current.values()].flatMap((is) => compareFinding(old.get(is.key), is)),
    ...gone.map((was) => describe('finding-gone', was, undefined)),
  ];
}

function mapFindings(plan: Plan): ReadonlyMap<string, Finding> {
  const weighty = plan.findings.filter(({ severity }) => severity !== 'info');
  return new Map(weighty.map((finding) => [finding.key, finding]));
}

function compareFinding(was: Finding | undefined, is: Finding): readonly PlanDifference[] {
  if (was === undefined) return [describe('finding-added', undefined, is)];
  if (was.message === is.message && was.severity === is.severity) return [];
  return [describe('finding-changed', was, is)];
}

const OPENINGS = {
  'finding-added': 'New',
  'finding-changed': 'Changed',
  'finding-gone': 'No longer so',
} as const;

function describe(
  kind: keyof typeof OPENINGS,
  was: Finding | undefined,
  is: Finding | undefined,
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
