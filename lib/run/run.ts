import type { Plan, SnapshotTag } from '@/lib/plan/plan';

export const RUN_STATUSES = [
  'queued',
  'running',
  'succeeded',
  'partial',
  'failed',
  'rejected',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export type StepStatus = 'planned' | 'calling' | 'created' | 'failed' | 'unknown' | 'skipped';

/** A snapshot's own state, as EC2 reports it. */
export type SnapshotState = 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering';

export type SlackStatus = 'waiting' | 'sent' | 'failed';

export type EventLevel = 'debug' | 'info' | 'warn' | 'error';

/** Who pressed Execute; always the signed-in person. */
export type Agent = {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
};

/** What the browser sends when Execute is pressed. */
export type ExecuteRequest = {
  readonly ticket: string;
  readonly environment: string;
  /** The fingerprint of the plan the agent saw. */
  readonly fingerprint: string;
  /** Keys of the warnings, and of the rules to override, that the agent ticked. */
  readonly acknowledged: readonly string[];
  /** A written reason, where a rule of the service desk is overridden. */
  readonly reason: string | null;
  /** Once-only key, a UUID made when the page was opened: the same key is the same run. */
  readonly onceKey: string;
};

/** What became of Execute. A refusal is recorded as a run too, so both carry its id. */
export type ExecuteOutcome =
  | { readonly kind: 'started'; readonly runId: string }
  | {
      readonly kind: 'rejected';
      readonly runId: string;
      readonly code: RejectionCode;
      readonly message: string;
      readonly plan: Plan;
    };

export type RejectionCode =
  'plan-changed' | 'plan-blocked' | 'warnings-not-acknowledged' | 'reason-missing' | 'volume-busy';

/** One volume of a run, as the pages and the JSON show it. Times are ISO 8601 UTC. */
export type RunStep = {
  readonly id: string;
  readonly position: number;
  readonly status: StepStatus;
  readonly taskIds: readonly string[];
  readonly serverName: string;
  readonly ipAddress: string;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  readonly volumeId: string;
  readonly volumeSizeGib: number;
  readonly tags: readonly SnapshotTag[];
  readonly description: string;
  readonly attempts: number;
  readonly snapshotId: string | null;
  readonly snapshotState: SnapshotState | null;
  /** 0-100, as EC2 reports it; null before the first report. */
  readonly snapshotProgress: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** EC2's request id of the last create call. */
  readonly requestId: string | null;
  readonly updatedAt: string;
};

/** A row of the history list. Times are ISO 8601 UTC. */
export type RunSummary = {
  readonly id: string;
  readonly status: RunStatus;
  readonly ticket: string;
  readonly ticketSubject: string;
  readonly agentEmail: string;
  readonly agentName: string;
  readonly environments: readonly string[];
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly stepCount: number;
  readonly createdCount: number;
  readonly failedCount: number;
  /** Snapshots that EC2 reports as completed. */
  readonly completedCount: number;
  readonly sizeGib: number;
  /** Why it was rejected, or the first error of a step. */
  readonly errorMessage: string | null;
  readonly slackStatus: SlackStatus;
};

export type RunDetail = RunSummary & {
  readonly plan: Plan;
  readonly acknowledged: readonly string[];
  readonly reason: string | null;
  readonly rejectionCode: RejectionCode | null;
  readonly steps: readonly RunStep[];
  readonly retryOf: string | null;
  readonly retriedBy: readonly string[];
  readonly slackError: string | null;
  readonly slackPermalink: string | null;
  /** Nothing more will change by itself: no open step, no pending snapshot, Slack settled. */
  readonly settled: boolean;
};

/** One line of a run's log: append-only, numbered from 1, timed by the database. */
export type RunEvent = {
  readonly seq: number;
  readonly at: string;
  readonly level: EventLevel;
  /** Stable kebab-case name of what happened, such as `snapshot-created`. */
  readonly code: string;
  readonly message: string;
  readonly stepId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};

/** What EC2 has now of one snapshot that a run took. */
export type SnapshotNow = {
  readonly stepId: string;
  readonly snapshotId: string;
  readonly serverName: string;
  readonly region: string;
} & (
  | {
      readonly kind: 'exists';
      readonly state: SnapshotState;
      readonly progress: number | null;
      /** What keeps it from being deleted; ISO 8601 UTC. */
      readonly lock: { readonly mode: string; readonly until: string | null } | null;
    }
  | { readonly kind: 'deleted' | 'not-listed-yet' | 'unread' }
);

export type SnapshotsNow = {
  readonly readAt: string;
  readonly snapshots: readonly SnapshotNow[];
  readonly problems: readonly { readonly environment: string; readonly message: string }[];
};
