import type { Finding, Plan, SnapshotTag } from '@/lib/plan/plan';
import type { RecordedChange, SeenPlan } from '@/lib/plan/seen-plan';

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

/** What a run does: take snapshots, or delete those that another run took. */
export type RunKind = 'create' | 'delete';

export type StepStatus =
  'planned' | 'calling' | 'created' | 'failed' | 'unknown' | 'skipped' | 'deleted';

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
  /** Keys of the warnings, and of the rules to override, that the agent acknowledged. */
  readonly acknowledged: readonly string[];
  /** A written reason, where a change policy is overridden. */
  readonly reason: string | null;
  /** Idempotency key, a UUID created when the page was opened: the same key is the same run. */
  readonly idempotencyKey: string;
  /** What the page showed, for the record of a refusal; absent where it is too long to send. */
  readonly seen?: SeenPlan | null | undefined;
};

/** An acknowledgement, or an override, of an earlier run that a retry goes by. */
export type KeptAcknowledgement = {
  /** Of the finding in the plan of now, which says the same as then. */
  readonly key: string;
  readonly message: string;
  /** Name and e-mail of who acknowledged it. */
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The run for which it was acknowledged. */
  readonly runId: string;
};

/** What a retry lacks before it can begin; nothing was done and nothing is recorded. */
export type RetryQuestion = {
  readonly kind: 'ask';
  /** What no one has acknowledged as it is now. */
  readonly warnings: readonly Finding[];
  readonly kept: readonly KeptAcknowledgement[];
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
  | 'plan-changed'
  | 'plan-blocked'
  | 'warnings-not-acknowledged'
  | 'reason-missing'
  | 'volume-busy'
  /** It was armed, and something was different at its time. */
  | 'not-started';

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
  /** `unlisted`: EC2's last reading left it out; the next one decides. */
  readonly snapshotState: SnapshotState | 'unlisted' | null;
  /** 0-100, as EC2 reports it; null before the first report. */
  readonly snapshotProgress: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** What AWS encoded about a refused create, whole; null where it sent nothing. */
  readonly encodedMessage: string | null;
  /** When a call that was refused for now is made again; `errorCode` says why. */
  readonly nextAttemptAt: string | null;
  /** EC2's request id of the last create call. */
  readonly requestId: string | null;
  /** When the snapshot completed; null before that. */
  readonly completedAt: string | null;
  readonly updatedAt: string;
  /** The snapshot's Name tag since it was corrected; the one it got is in `tags`. */
  readonly correctedName: string | null;
  /** A correction that EC2 has not confirmed yet. */
  readonly wantedName: string | null;
  /** When a run deleted the snapshot, and which. */
  readonly deletedAt: string | null;
  readonly deletedByRun: string | null;
  /** In a run that deletes: what it deletes. */
  readonly targetSnapshotId: string | null;
};

/** A row of the history list. Times are ISO 8601 UTC. */
export type RunSummary = {
  readonly id: string;
  readonly kind: RunKind;
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
  /** Snapshots that a run deleted: this one, or, of those it took, another. */
  readonly deletedCount: number;
  /** Snapshots that exist and that EC2 is still copying. */
  readonly copyingCount: number;
  /** How much of the data of all snapshots is copied, 0-100, each volume counted by its size. */
  readonly copiedPercent: number;
  /** When the last snapshot completed or failed; null while something is still to come. */
  readonly endedAt: string | null;
  readonly sizeGib: number;
  /** Why it was rejected, or the first error of a step. */
  readonly errorMessage: string | null;
  readonly slackStatus: SlackStatus;
};

export type NoteStatus = 'waiting' | 'calling' | 'written' | 'complete' | 'failed';

/** What became of one task of the plan. */
export type TaskResult = {
  readonly id: string;
  readonly state: 'calling' | 'completed' | 'closed-elsewhere' | 'left-open';
  /** Why it was left open. */
  readonly reason?: string;
};

export type RunDetail = RunSummary & {
  /** The note on the ticket; null where none is to be written. */
  readonly noteStatus: NoteStatus | null;
  readonly noteError: string | null;
  readonly taskResults: readonly TaskResult[];
  readonly plan: Plan;
  readonly acknowledged: readonly string[];
  readonly reason: string | null;
  readonly rejectionCode: RejectionCode | null;
  /** What differed from what the agent saw, of a rejected run. */
  readonly changes: readonly RecordedChange[];
  readonly steps: readonly RunStep[];
  readonly retryOf: string | null;
  readonly retriedBy: readonly string[];
  /** The run whose snapshots this one deletes. */
  readonly deletionOf: string | null;
  /** Runs that delete snapshots of this one. */
  readonly deletions: readonly string[];
  readonly slackError: string | null;
  readonly slackPermalink: string | null;
  /** No further attempt follows by itself; `slackError` says why. */
  readonly slackGaveUp: boolean;
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

export type CurrentSnapshots = {
  readonly readAt: string;
  readonly snapshots: readonly SnapshotNow[];
  readonly problems: readonly { readonly environment: string; readonly message: string }[];
};
