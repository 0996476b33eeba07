import type { Pool } from 'pg';

/** Where the record ends: after a restore, what happened later is in AWS and Slack only. */
export type HistoryEnd = {
  /** ISO 8601 UTC; null without any event. */
  readonly newestEventAt: string | null;
  /** Since then, by the database's clock. */
  readonly quietSeconds: number;
  /** Runs that have not ended; a process that starts now goes on with them. */
  readonly openRuns: number;
};

export async function readHistoryEnd(pool: Pick<Pool, 'query'>): Promise<HistoryEnd> {
  const { rows } = await pool.query<HistoryEnd>(`
    SELECT to_char(newest AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "newestEventAt",
      coalesce(extract(epoch FROM clock_timestamp() - newest), 0)::float AS "quietSeconds",
      (SELECT count(*)::int FROM run WHERE status IN ('queued', 'running')) AS "openRuns"
    FROM (
      -- The newest runs have the newest events, but for their snapshots' and Slack's.
      SELECT max(event.at) AS newest FROM event
      WHERE run_id IN (
        (SELECT id FROM run ORDER BY started_at DESC LIMIT 50)
        UNION (SELECT id FROM run WHERE status IN ('queued', 'running'))
      )
    ) AS last`);
  const [end] = rows;
  if (end === undefined) throw new Error('PostgreSQL answered without a row.');
  return end;
}

/** Processes that work write an event every few seconds while a run is open. */
const QUIET_SECONDS = 10 * 60;

/**
 * What to say when a process starts on a database that may have been restored: runs are open, and
 * nothing has happened to them for long. Null where that is not so. Pure.
 */
export function describeRestore({
  newestEventAt,
  quietSeconds,
  openRuns,
}: HistoryEnd): string | null {
  if (openRuns === 0 || quietSeconds < QUIET_SECONDS) return null;
  const runs = openRuns === 1 ? '1 run is open' : `${openRuns} runs are open`;
  return `${runs}, and the newest event is from ${newestEventAt}. If this database was restored from a backup, turn on passive mode until you know what is missing: set PASSIVE_MODE=on and restart, or use the Passive mode page. Then run npm run audit:verify -- --aws (docs/backup.md). Otherwise, no action is needed: each step is looked up in EC2 before its snapshot is created.`;
}

/** A snapshot in AWS with the tags of a run. */
export type RunSnapshot = {
  readonly snapshotId: string;
  readonly runId: string;
  readonly stepId: string | null;
};

/** `run`: the record does not have the run at all. `step`: its step has no or another snapshot. */
export type Lacking = { readonly snapshotId: string; readonly lacks: 'run' | 'step' };

/** Which of these the record lacks; runs that were archived are not lacking. */
export async function findLacking(
  pool: Pick<Pool, 'query'>,
  snapshots: readonly RunSnapshot[],
): Promise<readonly Lacking[]> {
  const found = snapshots.map(({ snapshotId, runId, stepId }) => ({
    snapshot_id: snapshotId,
    run_id: runId,
    step_id: stepId,
  }));
  const { rows } = await pool.query<Lacking>(
    `SELECT found.snapshot_id AS "snapshotId",
       CASE WHEN run.id IS NULL THEN 'run' ELSE 'step' END AS lacks
     FROM jsonb_to_recordset($1::jsonb) AS found(snapshot_id text, run_id text, step_id text)
     LEFT JOIN run ON run.id::text = found.run_id
     LEFT JOIN step ON step.run_id = run.id AND step.snapshot_id = found.snapshot_id
     WHERE step.id IS NULL
       AND NOT EXISTS (SELECT FROM archived_run WHERE archived_run.run_id::text = found.run_id)
     ORDER BY found.snapshot_id`,
    [JSON.stringify(found)],
  );
  return rows;
}
