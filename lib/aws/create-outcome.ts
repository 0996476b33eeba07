import type { SnapshotState } from './snapshot-report';

/** What became of one create call. Data, never thrown: each case asks for its own next step. */
export type CreateOutcome =
  | {
      readonly kind: 'created';
      readonly snapshotId: string;
      readonly state: SnapshotState;
      /** ISO 8601 UTC. */
      readonly startedAt: string;
      readonly requestId: string | null;
    }
  /** Certain: no snapshot was made. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly requestId: string | null;
      /**
       * `later`: the same call may work after a wait. `never`: this step fails. `environment`:
       * every call with these credentials will fail, so stop asking.
       */
      readonly retry: 'later' | 'never' | 'environment';
    }
  /** A snapshot may exist. Look it up by its tags before anything else. */
  | {
      readonly kind: 'unknown';
      readonly code: string;
      readonly message: string;
      readonly requestId: string | null;
    };
