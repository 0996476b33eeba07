import type { Queue } from 'pg-boss';

/** What a job tells. The rows say what is to be done; a job only says that now is a good moment. */
export type JobData = {
  /** A run was stored, handed over, or lost its owner. */
  readonly 'carry-out-run': { readonly runId: string };
  /** The state of some pending snapshot is to be asked for. */
  readonly 'watch-snapshots': null;
  /** Slack is to hear of some run. */
  readonly 'announce-runs': null;
  /** Snapshots are to be compared with the record; sent by the clock. */
  readonly 'find-orphans': null;
};

export type JobName = keyof JobData;

export const JOB_NAMES: readonly JobName[] = [
  'carry-out-run',
  'watch-snapshots',
  'announce-runs',
  'find-orphans',
];

/**
 * `short`: one waiting job of a kind and key is enough. A job that failed is tried a few times; what
 * is due still stands in the rows, so the sweep asks again when the library has given up.
 */
export const QUEUE_OPTIONS: Omit<Queue, 'name'> = {
  policy: 'short',
  notify: true,
  retryLimit: 3,
  retryDelay: 1,
  retryBackoff: true,
  expireInSeconds: 300,
  deleteAfterSeconds: 600,
};

/** The library's own tables, beside ours in the same database. */
export const JOB_SCHEMA = 'pgboss';
