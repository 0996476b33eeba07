import { countOf, formatGib, formatNumber, joinNames } from '@/app/_ui/number-words';
import type { Tone } from '@/app/_ui/tone';
import { listBlocks } from '@/lib/plan/list-blocks';
import type { Plan } from '@/lib/plan/plan';
import { findingsOf } from './sort-findings';

/** `Take 3 snapshots, 120 GiB, in prod-eu`: the button says what it will do. */
export function describeExecution(plan: Plan): string {
  const { snapshots, sizeGib } = plan.totals;
  return `Take ${countOf(snapshots, 'snapshot')}, ${formatGib(sizeGib)}, in ${placesOf(plan)}`;
}

/** The environments in which something would be taken. */
function placesOf(plan: Plan): string {
  const names = [...new Set(plan.steps.map((step) => step.environment))];
  return names.length > 3 ? countOf(names.length, 'environment') : joinNames(names);
}

/** What stops this person; rules that the person may override do not. */
function countBlocks(plan: Plan, mayOverride: boolean): number {
  const { final, overridable } = listBlocks(plan);
  return final.length + (mayOverride ? 0 : overridable.length);
}

/** Why Execute cannot be pressed now; null when it can. */
export function whyNotExecutable(
  plan: Plan,
  untickedCount: number,
  mayOverride: boolean,
): string | null {
  const blocks = countBlocks(plan, mayOverride);
  if (blocks === 1) return 'Nothing can be taken until the problem above is fixed.';
  if (blocks > 1) return `Nothing can be taken until the ${blocks} problems above are fixed.`;
  if (plan.steps.length === 0) return 'This ticket asks for no snapshot.';
  if (untickedCount > 0) return `Tick ${countOf(untickedCount, 'line')} above first.`;
  return null;
}

export type PlanVerdict = { readonly tone: Tone; readonly title: string; readonly detail: string };

/** The one line that a person under time pressure reads first. */
export function describeVerdict(plan: Plan, mayOverride: boolean): PlanVerdict {
  const blocks = countBlocks(plan, mayOverride);
  const rules = listBlocks(plan).overridable.length;
  const warnings = findingsOf(plan, 'warning').length;
  const snapshots = countOf(plan.totals.snapshots, 'snapshot');
  if (blocks > 0) {
    return {
      tone: 'bad',
      title: `Blocked by ${countOf(blocks, 'problem')}`,
      detail: `Nothing is taken while ${blocks === 1 ? 'it stands' : 'one of them stands'}. Each is named below with its fix.`,
    };
  }
  if (plan.steps.length === 0) {
    return {
      tone: 'neutral',
      title: 'No open snapshot task',
      detail:
        'A task asks for a snapshot with the title "snap: server name" and the private IP address in its description.',
    };
  }
  if (rules > 0) {
    return {
      tone: 'attention',
      title: `${snapshots} can be taken only against ${countOf(rules, 'rule')} of the service desk`,
      detail: 'You may override it with a written reason. Nothing has been done yet.',
    };
  }
  if (warnings > 0) {
    return {
      tone: 'attention',
      title: `${snapshots} can be taken once ${countOf(warnings, 'warning')} ${warnings === 1 ? 'is' : 'are'} ticked`,
      detail: 'Nothing has been done yet.',
    };
  }
  return { tone: 'good', title: `${snapshots} can be taken`, detail: 'Nothing has been done yet.' };
}

/** `3 to snapshot, 1 with problems, 2 closed, 4 other`. */
export function describeTasks(plan: Plan): string {
  const count = (kind: Plan['tasks'][number]['verdict']['kind']) =>
    plan.tasks.filter((task) => task.verdict.kind === kind).length;
  const parts = [
    [count('ready'), 'to snapshot'],
    [count('blocked'), 'with problems'],
    [count('skipped'), 'closed'],
    [count('ignored'), 'other'],
  ] as const;
  const words = parts
    .filter(([tasks]) => tasks > 0)
    .map(([tasks, word]) => `${formatNumber(tasks)} ${word}`);
  return words.length === 0 ? 'none' : words.join(', ');
}
