import type { ClientBase } from 'pg';

/**
 * Runs that may leave: older than asked for, at their end with Slack, the ticket and every snapshot
 * settled, their last day closed in the ledger, and no run that stays behind is a retry or a
 * deletion of them.
 */
const ARCHIVABLE = `
  run.finished_at < $1 AND run.slack_due_at IS NULL AND run.ticket_due_at IS NULL
  AND NOT EXISTS (SELECT FROM step WHERE step.run_id = run.id AND (
    step.watch_due_at IS NOT NULL OR step.name_due_at IS NOT NULL OR step.status IN ('planned', 'calling', 'unknown')))
  AND NOT EXISTS (SELECT FROM event WHERE event.run_id = run.id AND event.at >= (
    SELECT max(data->>'day')::date + 1 FROM ledger WHERE code = 'day-closed')
      ::timestamp AT TIME ZONE 'UTC')
  AND NOT EXISTS (SELECT FROM run AS retry WHERE run.id IN (retry.retry_of_id, retry.deletion_of_id) AND (
    retry.finished_at IS NULL OR retry.finished_at >= $1 OR retry.slack_due_at IS NOT NULL
    OR retry.ticket_due_at IS NOT NULL))`;

export type Archivable = {
  readonly runs: number;
  readonly events: number;
  readonly oldest: Date | null;
  readonly newest: Date | null;
};

/** What would be moved; changes nothing. */
export async function countArchivable(client: ClientBase, before: Date): Promise<Archivable> {
  const { rows } = await client.query<Archivable>(
    `SELECT count(*)::int AS runs, coalesce(sum(event_seq), 0)::int AS events,
       min(started_at) AS oldest, max(started_at) AS newest
     FROM run WHERE ${ARCHIVABLE}`,
    [before],
  );
  return rows[0] ?? { runs: 0, events: 0, oldest: null, newest: null };
}

/** The oldest of them, locked until the transaction ends. */
export async function chooseArchivable(
  client: ClientBase,
  before: Date,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM run WHERE ${ARCHIVABLE} ORDER BY started_at, id LIMIT $2 FOR UPDATE`,
    [before, limit],
  );
  return keepRetriesTogether(
    client,
    rows.map(({ id }) => id),
  );
}

/** A run stays as long as its retry or deletion stays: that one's record names it. */
async function keepRetriesTogether(
  client: ClientBase,
  chosen: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM unnest($1::uuid[]) AS chosen(id)
     WHERE NOT EXISTS (SELECT FROM run AS retry
       WHERE chosen.id IN (retry.retry_of_id, retry.deletion_of_id) AND retry.id <> ALL($1::uuid[]))`,
    [chosen],
  );
  if (rows.length === chosen.length) return chosen;
  return keepRetriesTogether(
    client,
    rows.map(({ id }) => id),
  );
}
