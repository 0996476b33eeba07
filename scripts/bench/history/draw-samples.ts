import type { Client } from 'pg';

export type RunSample = {
  readonly ticket: string;
  readonly agent: string;
  readonly day: string;
  readonly snapshotId: string;
  readonly serverName: string;
};

/** Runs from all over the history, evenly, so that old ones are looked for as often as new ones. */
export async function drawSamples(client: Client, count: number): Promise<readonly RunSample[]> {
  const { rows } = await client.query<RunSample>(
    `SELECT run.ticket, run.agent_email AS agent, step.snapshot_id AS "snapshotId",
       step.server_name AS "serverName",
       to_char(run.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day
     FROM generate_series(1, $1::int) AS part
     CROSS JOIN (SELECT min(started_at) AS first, max(started_at) - min(started_at) AS span FROM run) AS whole
     CROSS JOIN LATERAL (
       SELECT * FROM run WHERE status = 'succeeded'
         AND started_at >= whole.first + whole.span * (part::float8 / ($1::int + 1))
       ORDER BY started_at, id LIMIT 1
     ) AS run
     CROSS JOIN LATERAL (
       SELECT * FROM step WHERE run_id = run.id AND snapshot_id IS NOT NULL LIMIT 1
     ) AS step
     ORDER BY md5(part::text)`,
    [count],
  );
  return rows;
}
