/** A snapshot's own state, as EC2 reports it. */
export type SnapshotState = 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering';

/** A snapshot that was found by the tags of a run. */
export type FoundSnapshot = {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly state: SnapshotState;
  /** 0-100; null before EC2 tells. */
  readonly progress: number | null;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
};

/** A snapshot that carries a run's tag; the step's may be missing if somebody changed the tags. */
export type TaggedSnapshot = FoundSnapshot & {
  readonly runId: string;
  readonly stepId: string | null;
};

/**
 * How a snapshot is doing. `missing` means that EC2 does not list it: deleted, or so new that the
 * lagging read does not see it yet.
 */
export type SnapshotReport =
  | {
      readonly snapshotId: string;
      readonly state: SnapshotState;
      /** 0-100; null before EC2 tells. */
      readonly progress: number | null;
      /** Why it failed, in EC2's words. */
      readonly stateMessage: string | null;
    }
  | { readonly snapshotId: string; readonly state: 'missing' };

/** What keeps a snapshot from being deleted. */
export type SnapshotLock = {
  readonly snapshotId: string;
  readonly mode: 'compliance' | 'compliance-cooloff' | 'governance';
  /** ISO 8601 UTC; null where EC2 does not say. */
  readonly until: string | null;
};
