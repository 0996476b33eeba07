import { countOf, formatGib, formatNumber, joinNames } from '@/app/_ui/format-number';
import type { Tone } from '@/app/_ui/tone';
import { listBlocks } from '@/lib/plan/approve-plan';
import type { FindingCode, Plan } from '@/lib/plan/plan';
import { type FindingGroup, findingsOf, groupFindings } from './sort-findings';

/** `Take 3 snapshots, 120 GiB, in prod-eu`: the button says what it will do. */
export function executionLabel(plan: Plan): string {
  const { snapshots, sizeGib } = plan.totals;
  return `Take ${countOf(snapshots, 'snapshot')}, ${formatGib(sizeGib)}, in ${environmentsLabel(plan)}`;
}

/** The environments in which something would be taken. */
function environmentsLabel(plan: Plan): string {
  const names = [...new Set(plan.steps.map((step) => step.environment))];
  return names.length > 3 ? countOf(names.length, 'environment') : joinNames(names);
}

/** What stops this person; rules that the person may override do not. */
export function countBlocks(plan: Plan, mayOverride: boolean): number {
  const { final, overridable } = listBlocks(plan);
  return final.length + (mayOverride ? 0 : overridable.length);
}

/** Why Execute cannot be pressed now; null when it can. */
export function executionObstacle(
  plan: Plan,
  unacknowledgedCount: number,
  mayOverride: boolean,
): string | null {
  const blocks = countBlocks(plan, mayOverride);
  if (blocks > 0) return `Fix ${countOf(blocks, 'problem')} in Freshservice or AWS, then refresh.`;
  if (plan.steps.length === 0) return 'This ticket requests no snapshots.';
  if (unacknowledgedCount > 0) return 'Acknowledge every warning first.';
  return null;
}

export type PlanVerdict = { readonly tone: Tone; readonly title: string; readonly detail: string };

/** The one line that a person under time pressure reads first. */
export function planVerdict(plan: Plan, mayOverride: boolean, inProgress: boolean): PlanVerdict {
  const soFar = changedSoFarLabel(inProgress);
  const blocks = countBlocks(plan, mayOverride);
  const rules = listBlocks(plan).overridable.length;
  const warnings = groupFindings(findingsOf(plan, 'warning')).length;
  const snapshots = countOf(plan.totals.snapshots, 'snapshot');
  if (blocks > 0) {
    return {
      tone: 'bad',
      title: `Blocked by ${countOf(blocks, 'problem')}`,
      detail: `Fix these before running. ${soFar}`,
    };
  }
  if (plan.steps.length === 0) {
    const unclear = plan.tasks.filter(({ verdict }) => verdict.kind === 'near-miss').length;
    if (unclear > 0) return describeUnclear(unclear);
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
      title: `Blocked by ${countOf(rules, 'change policy', 'change policies')}. You can override ${rules === 1 ? 'it' : 'them'}.`,
      detail: `Overriding needs a written reason. ${soFar}`,
    };
  }
  if (warnings > 0) {
    return {
      tone: 'attention',
      title: `Review ${countOf(warnings, 'warning')}`,
      detail: `Then ${snapshots} can be taken. ${soFar}`,
    };
  }
  return {
    tone: 'good',
    title: `${snapshots} can be taken`,
    detail: soFar,
  };
}

/** The dry run changes nothing; a run beside it may. */
export function changedSoFarLabel(inProgress: boolean): string {
  return inProgress
    ? 'A run on these servers is in progress. See the top of the page.'
    : 'Nothing has been changed yet.';
}

function describeUnclear(tasks: number): PlanVerdict {
  return {
    tone: 'attention',
    title: `No snapshot requested, but ${countOf(tasks, 'task')} ${tasks === 1 ? 'looks' : 'look'} like a request`,
    detail: 'Each is listed below with the title that would make it one.',
  };
}

/** `3 to snapshot, 1 with problems, 2 closed, 4 other`. */
export function tasksLabel(plan: Plan): string {
  const count = (kind: Plan['tasks'][number]['verdict']['kind']) =>
    plan.tasks.filter((task) => task.verdict.kind === kind).length;
  const parts = [
    [count('ready'), 'to snapshot'],
    [count('blocked'), 'with problems'],
    [count('skipped'), 'closed'],
    [count('near-miss'), 'unclear'],
    [count('ignored'), 'other'],
  ] as const;
  const words = parts
    .filter(([tasks]) => tasks > 0)
    .map(([tasks, word]) => `${formatNumber(tasks)} ${word}`);
  return words.length === 0 ? 'none' : words.join(', ');
}

/** One line for a kind: what it is, or how many servers it is about. */
export function findingKindLabel({ code, findings }: FindingGroup): string {
  const count = findings.length;
  if (count === 1) return `${FINDING_TITLES[code]}.`;
  if (code === 'snapshot-for-ticket-exists') {
    return `${countOf(count, 'server')} already have a snapshot for this ticket.`;
  }
  return `${FINDING_TITLES[code]} (${formatNumber(count)}).`;
}

/** The title over all findings of one kind. */
export const FINDING_TITLES: Readonly<Record<FindingCode, string>> = {
  'title-without-name': 'No server name in the title',
  'title-malformed': 'Title not recognized',
  'description-missing': 'No description',
  'address-missing': 'No IP address in the description',
  'address-several': 'Several IP addresses in the description',
  'address-invalid': 'Not a valid IP address',
  'address-range': 'A range instead of one IP address',
  'wildcard-refused': 'Wildcards are not allowed',
  'list-empty': 'The list of servers is empty',
  'instance-not-found': 'No instance found',
  'instance-ambiguous': 'Several instances match',
  'instance-in-several-environments': 'Found in several environments',
  'root-volume-missing': 'No EBS root volume',
  'volume-unusable': 'Volume cannot be used',
  'environment-unreachable': 'Environment unreachable',
  'environment-denied': 'Permission missing in AWS',
  'ticket-deleted': 'Ticket is deleted',
  'ticket-spam': 'Ticket is marked as spam',
  'not-operator': 'You are not an operator of this environment',
  'title-near-miss': 'Looks like a snapshot request',
  'ticket-field-unknown': 'Freshservice sent an unknown value',
  'name-differs': 'Server name differs from the Name tag',
  'volume-shared': 'Two tasks request the same volume',
  'snapshot-pending': 'A snapshot of this volume is still pending',
  'snapshot-for-ticket-exists': 'Already has a snapshot for this ticket',
  'snapshot-recent': 'Has a snapshot from the last 15 minutes',
  'ticket-closed': 'Ticket is closed',
  'ticket-not-approved': 'Ticket is not approved',
  'outside-planned-window': 'Outside the planned window',
  'inside-blackout-window': 'Inside a blackout window',
  'four-eyes-requester': 'You requested this change',
  'four-eyes-approval': 'No other person approved this change',
  'four-eyes-unknown': 'Requester or approver unknown',
  'secondary-address': 'Secondary address',
  'instance-not-running': 'Instance is not running',
};
