import { countOf, formatNumber } from '@/app/_ui/format-number';
import type { Tone } from '@/app/_ui/tone';
import type {
  RunStatus,
  RunStep,
  RunSummary,
  SlackStatus,
  SnapshotState,
  StepStatus,
  SnapshotNow,
} from '@/lib/run/run';

type Words = { readonly tone: Tone; readonly word: string };

const RUN_STATUS_LABELS: Readonly<Record<RunStatus, Words>> = {
  queued: { tone: 'progress', word: 'Queued' },
  running: { tone: 'progress', word: 'Creating' },
  succeeded: { tone: 'good', word: 'Completed' },
  partial: { tone: 'attention', word: 'Partial' },
  failed: { tone: 'bad', word: 'Failed' },
  rejected: { tone: 'bad', word: 'Rejected' },
  cancelled: { tone: 'neutral', word: 'Canceled' },
};

/** What the history is filtered by: the record's own status, which copying does not change. */
export const STATUS_FILTER_LABELS: Readonly<Record<RunStatus, string>> = {
  queued: 'Queued',
  running: 'Creating',
  succeeded: 'All created',
  partial: 'Partial',
  failed: 'Failed',
  rejected: 'Rejected',
  cancelled: 'Canceled',
};

type StateOfRun = Pick<
  RunSummary,
  | 'kind'
  | 'status'
  | 'createdCount'
  | 'deletedCount'
  | 'copyingCount'
  | 'copiedPercent'
  | 'failedCount'
>;

/** The one state of a run that people see. Good only when EC2 reports every snapshot as completed. */
export function runStateLabel(run: StateOfRun): Words {
  const label = RUN_STATUS_LABELS[run.status];
  if (run.kind === 'delete') {
    if (run.status === 'running') return { tone: 'progress', word: 'Deleting' };
    return run.status === 'succeeded' ? { tone: 'good', word: 'Deleted' } : label;
  }
  if (run.deletedCount > 0 && run.deletedCount >= run.createdCount && isOver(run.status)) {
    return { tone: 'neutral', word: 'Snapshots deleted' };
  }
  if (run.copyingCount === 0 || !isOver(run.status)) return label;
  const copying = `Copying ${run.copiedPercent}%`;
  if (run.status === 'succeeded') return { tone: 'progress', word: copying };
  return { tone: 'attention', word: `${label.word}, copying ${run.copiedPercent}%` };
}

const STEP_STATUS_LABELS: Readonly<Record<StepStatus, Words>> = {
  planned: { tone: 'neutral', word: 'Waiting' },
  calling: { tone: 'progress', word: 'Creating' },
  created: { tone: 'progress', word: 'Created' },
  failed: { tone: 'bad', word: 'Failed' },
  unknown: { tone: 'attention', word: 'Verifying' },
  skipped: { tone: 'neutral', word: 'Skipped' },
  deleted: { tone: 'good', word: 'Deleted' },
};

const SNAPSHOT_STATE_LABELS: Readonly<Record<SnapshotState | 'unlisted', Words>> = {
  pending: { tone: 'progress', word: 'Copying' },
  completed: { tone: 'good', word: 'Completed' },
  error: { tone: 'bad', word: 'Error' },
  recoverable: { tone: 'attention', word: 'In the Recycle Bin' },
  recovering: { tone: 'progress', word: 'Recovering' },
  unlisted: { tone: 'attention', word: 'Not listed by EC2' },
};

export const SLACK_STATUS_LABELS: Readonly<Record<SlackStatus, Words>> = {
  waiting: { tone: 'progress', word: 'Posting' },
  sent: { tone: 'good', word: 'Posted to Slack' },
  failed: { tone: 'bad', word: 'Not posted' },
};

/** Every create call has ended; EC2 may still be copying. */
export function isOver(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** This step gets no snapshot. */
export function isGivenUp(step: RunStep): boolean {
  return step.status === 'failed' || step.status === 'skipped';
}

type Counts = Pick<
  RunSummary,
  'kind' | 'stepCount' | 'createdCount' | 'completedCount' | 'deletedCount' | 'failedCount'
>;

/** Snapshots that EC2 reports as completed, or that a deletion deleted. */
export function doneCount({
  kind,
  deletedCount,
  completedCount,
}: Pick<RunSummary, 'kind' | 'deletedCount' | 'completedCount'>): number {
  return kind === 'delete' ? deletedCount : completedCount;
}

/** The snapshot of a step: the one it took, or the one it deletes. */
export function snapshotOf({ snapshotId, targetSnapshotId }: RunStep): string | null {
  return snapshotId ?? targetSnapshotId;
}

/** What a written reason was for. */
export function reasonLabel({ kind }: Pick<RunSummary, 'kind'>): string {
  return kind === 'delete' ? 'Reason for the deletion' : 'Reason for the policy override';
}

/** `2 of 3 snapshots created, 1 completed, 1 failed`. */
export function progressLabel(counts: Counts): string {
  if (counts.stepCount === 0) return 'Nothing was created';
  const total = countOf(counts.stepCount, 'snapshot');
  const deleted = formatNumber(counts.deletedCount);
  if (counts.kind === 'delete') {
    const failed = counts.failedCount === 0 ? '' : `, ${formatNumber(counts.failedCount)} failed`;
    return `${deleted} of ${total} deleted${failed}`;
  }
  const parts = [`${formatNumber(counts.createdCount)} of ${total} created`];
  if (counts.createdCount > 0) parts.push(`${formatNumber(counts.completedCount)} completed`);
  if (counts.failedCount > 0) parts.push(`${formatNumber(counts.failedCount)} failed`);
  if (counts.deletedCount > 0) parts.push(`${deleted} deleted`);
  return parts.join(', ');
}

/** The one state of a step: creating, then how far its copy is, then what became of it. */
export function stepStateLabel(step: RunStep): Words {
  if (step.targetSnapshotId !== null && step.status === 'calling') {
    return { tone: 'progress', word: 'Deleting' };
  }
  if (step.deletedAt !== null) return { tone: 'neutral', word: 'Deleted' };
  if (step.status !== 'created' || step.snapshotState === null) {
    return STEP_STATUS_LABELS[step.status];
  }
  if (step.snapshotState === 'pending') {
    return { tone: 'progress', word: `Copying ${step.snapshotProgress ?? 0}%` };
  }
  return SNAPSHOT_STATE_LABELS[step.snapshotState];
}

/** The state of one snapshot today, in words. */
export function currentSnapshotLabel(snapshot: SnapshotNow): {
  readonly tone: Tone;
  readonly word: string;
} {
  switch (snapshot.kind) {
    case 'exists':
      return SNAPSHOT_STATE_LABELS[snapshot.state];
    case 'deleted':
      return { tone: 'bad', word: 'Deleted' };
    case 'not-listed-yet':
      return { tone: 'progress', word: 'Not listed by EC2 yet' };
    case 'unread':
      return { tone: 'attention', word: 'Unknown' };
  }
}

/** `2 snapshots exist, 1 locked. 1 was deleted.` */
export function countSeen(snapshots: readonly SnapshotNow[]): string {
  const count = (kind: SnapshotNow['kind']) => snapshots.filter((one) => one.kind === kind).length;
  const locked = snapshots.filter((one) => one.kind === 'exists' && one.lock !== null).length;
  const parts = [
    `${countOf(count('exists'), 'snapshot exists', 'snapshots exist')}${locked > 0 ? `, ${locked} locked` : ''}.`,
  ];
  if (count('deleted') > 0) {
    parts.push(`${countOf(count('deleted'), 'was', 'were')} deleted.`);
  }
  if (count('not-listed-yet') > 0) {
    parts.push(`${countOf(count('not-listed-yet'), 'is', 'are')} not listed by EC2 yet.`);
  }
  if (count('unread') > 0) parts.push(`${count('unread')} unknown.`);
  return parts.join(' ');
}

/** What a person looks for first: what is gone, then what could not be asked. */
const ORDER: readonly SnapshotNow['kind'][] = ['deleted', 'unread', 'not-listed-yet', 'exists'];

export function sortSeen(snapshots: readonly SnapshotNow[]): readonly SnapshotNow[] {
  return snapshots.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
