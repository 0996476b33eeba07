import type { RunStatus, RunStep, SlackStatus, SnapshotState, StepStatus } from '@/lib/run/run';
import type { Tone } from '@/app/_ui/tone';

type Words = { readonly tone: Tone; readonly word: string };

export const RUN_STATUS_WORDS: Readonly<Record<RunStatus, Words>> = {
  queued: { tone: 'progress', word: 'Queued' },
  running: { tone: 'progress', word: 'Running' },
  succeeded: { tone: 'good', word: 'Succeeded' },
  partial: { tone: 'attention', word: 'Partial' },
  failed: { tone: 'bad', word: 'Failed' },
  rejected: { tone: 'bad', word: 'Rejected' },
  cancelled: { tone: 'neutral', word: 'Cancelled' },
};

export const STEP_STATUS_WORDS: Readonly<Record<StepStatus, Words>> = {
  planned: { tone: 'neutral', word: 'Waiting' },
  calling: { tone: 'progress', word: 'Calling EC2' },
  created: { tone: 'good', word: 'Taken' },
  failed: { tone: 'bad', word: 'Failed' },
  unknown: { tone: 'attention', word: 'Being looked up' },
  skipped: { tone: 'neutral', word: 'Skipped' },
};

export const SNAPSHOT_STATE_WORDS: Readonly<Record<SnapshotState, Words>> = {
  pending: { tone: 'progress', word: 'Pending' },
  completed: { tone: 'good', word: 'Completed' },
  error: { tone: 'bad', word: 'Error' },
  recoverable: { tone: 'attention', word: 'In the recycle bin' },
  recovering: { tone: 'progress', word: 'Recovering' },
};

export const SLACK_STATUS_WORDS: Readonly<Record<SlackStatus, Words>> = {
  waiting: { tone: 'progress', word: 'To be posted' },
  sent: { tone: 'good', word: 'Posted' },
  failed: { tone: 'bad', word: 'Not posted' },
};

/** Nothing of the run is under way any more; its snapshots may still be. */
export function isOver(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** No snapshot of this step will come any more. */
export function isGivenUp(step: RunStep): boolean {
  return step.status === 'failed' || step.status === 'skipped';
}
