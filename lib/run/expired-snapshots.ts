import type { Queries } from '@/lib/db/client';

/** Snapshots of one environment whose expiry date has come. */
export type ExpiredTotal = {
  readonly environment: string;
  readonly snapshots: number;
  readonly sizeGib: number;
  /** The earliest expiry date, `YYYY-MM-DD`. */
  readonly since: string;
};

/** What of one run has expired, in one environment. */
export type ExpiredRun = ExpiredTotal & { readonly runId: string; readonly ticket: string };

/** How many runs the list has at most. */
export const MAX_EXPIRED_RUNS = 100;

/**
 * What has expired by a day, `YYYY-MM-DD` included, largest environment first: snapshots in the
 * record with an expiry tag that no run of the record deleted. What others deleted in AWS counts
 * until a deletion finds it gone.
 */
export function totalExpired(queries: Queries, day: string): Promise<readonly ExpiredTotal[]> {
  return queries.$queryRaw<ExpiredTotal[]>`
    SELECT environment, count(*)::int AS snapshots, sum(volume_size_gib)::float8 AS "sizeGib",
      min(expires_on) AS since
    FROM expiring_snapshot WHERE expires_on <= ${day}
    GROUP BY environment ORDER BY sum(volume_size_gib) DESC, environment`;
}

/** The same by run, the longest expired first; the first hundred. */
export function listExpiredRuns(queries: Queries, day: string): Promise<readonly ExpiredRun[]> {
  return queries.$queryRaw<ExpiredRun[]>`
    SELECT run_id AS "runId", run.ticket, environment, count(*)::int AS snapshots,
      sum(volume_size_gib)::float8 AS "sizeGib", min(expires_on) AS since
    FROM expiring_snapshot JOIN run ON run.id = run_id
    WHERE expires_on <= ${day}
    GROUP BY run_id, run.ticket, environment
    ORDER BY min(expires_on), run_id, environment LIMIT ${MAX_EXPIRED_RUNS}`;
}
