/** What is told apart in the overview; a run that goes on is neither good nor bad yet. */
export const OUTCOMES = [
  'succeeded',
  'partial',
  'failed',
  'rejected',
  'cancelled',
  'open',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type OverviewBucket = {
  /** The first day, UTC. */
  readonly day: string;
  /** The last day, UTC; the same where a bucket is one day. */
  readonly lastDay: string;
  readonly runs: Readonly<Record<Outcome, number>>;
  readonly snapshotsTaken: number;
  readonly snapshotsFailed: number;
};

export type Overview = {
  readonly from: string;
  readonly to: string;
  /** The filters reach further back than the overview does. */
  readonly shortened: boolean;
  readonly buckets: readonly OverviewBucket[];
  /** Why steps failed and runs were refused, most frequent first. */
  readonly causes: readonly { readonly code: string; readonly count: number }[];
};
