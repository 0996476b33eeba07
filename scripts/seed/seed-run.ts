import type { ChainedEvent } from '@/lib/audit/event-document';
import type { Plan, PlannedStep } from '@/lib/plan/plan';
import type { Agent, RejectionCode, RunStatus, StepStatus } from '@/lib/run/run';

/** One run of the seeded history, with everything its rows hold. Times are milliseconds. */
export type SeedRun = {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly agent: Agent;
  readonly plan: Plan;
  readonly acknowledged: readonly string[];
  readonly retryOf: string | null;
  readonly startedAtMs: number;
  readonly ending: SeedEnding;
  readonly steps: readonly SeedStep[];
};

export type SeedEnding =
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly message: string }
  | { readonly kind: 'carried-out'; readonly cancelled: boolean };

/** How a step ended, and by which way. */
export type SeedStep = {
  readonly id: string;
  readonly planned: PlannedStep;
  readonly status: Extract<StepStatus, 'created' | 'failed' | 'skipped'>;
  readonly snapshotId: string | null;
  readonly requestId: string | null;
  /** The first answer was lost, and the snapshot was found by its tag. */
  readonly lost: boolean;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly calledAtMs: number;
  readonly endedAtMs: number;
  /** When EC2 reported it as completed. */
  readonly completedAtMs: number;
};

/** What became of a run as a whole, and its log. */
export type SeedLog = {
  readonly status: RunStatus;
  readonly finishedAtMs: number;
  readonly slack: SeedSlack;
  readonly events: readonly Omit<ChainedEvent, 'runId' | 'seq' | 'format' | 'state'>[];
};

export type SeedSlack =
  | { readonly status: 'sent'; readonly ts: string }
  | { readonly status: 'failed'; readonly error: string };
