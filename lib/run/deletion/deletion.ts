import type { Agent } from '../run';

/** A snapshot of the record that may be deleted, or why not. */
export type DeletionCandidate = {
  readonly stepId: string;
  readonly snapshotId: string;
  readonly serverName: string;
  readonly environment: string;
  readonly volumeSizeGib: number;
  /** EC2 does not have it any longer; deleting it only says so in the record. */
  readonly isGone: boolean;
  /** Why it must not be deleted; empty: it may be. */
  readonly blockers: readonly string[];
};

/** Who asked for a deletion that a second person has to confirm. */
export type WaitingDeletion = {
  readonly by: Agent;
  readonly stepIds: readonly string[];
  readonly reason: string;
  /** Number of its event in the log of the run. */
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly at: string;
};

/** Everything a person should see before a deletion is asked for or confirmed. */
export type DeletionPreview = {
  readonly ticket: string;
  readonly candidates: readonly DeletionCandidate[];
  /** No second person is needed: the run is one's own and young. */
  readonly mayAlone: boolean;
  readonly waiting: WaitingDeletion | null;
  /** Whether this person asked for the waiting deletion, and so cannot confirm it. */
  readonly isOwnRequest: boolean;
};

export type DeletionRequest = {
  readonly runId: string;
  readonly stepIds: readonly string[];
  /** The ticket's number as the person typed it. */
  readonly ticket: string;
  readonly reason: string;
  /** What cannot be deleted is left, and the rest is deleted all the same. */
  readonly leaveBlocked: boolean;
  readonly idempotencyKey: string;
};

export type DeletionConfirmation = Pick<DeletionRequest, 'runId' | 'ticket' | 'idempotencyKey'> & {
  /** Of the request that the person saw. */
  readonly seq: number;
};

export type DeletionOutcome =
  | { readonly kind: 'started'; readonly runId: string }
  /** A second person has to confirm it. */
  | { readonly kind: 'waiting' };
