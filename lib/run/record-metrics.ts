import type { Database } from '@/lib/db/client';
import { RUN_STATUSES } from './run';

/** What the record says at this moment, for monitoring. */
export type RecordMetrics = {
  readonly runs: Readonly<Record<string, number>>;
  /** Since the oldest step was due that has not been called; 0 without one. */
  readonly oldestPendingSeconds: number;
  readonly unknownSteps: number;
  readonly orphanedSnapshots: number;
  readonly doubledSnapshots: number;
  /** Since the oldest message to Slack was due; 0 without one. */
  readonly slackLagSeconds: number;
  /** Since the oldest note or task of a ticket was due; 0 without one. */
  readonly ticketLagSeconds: number;
};

type Row = Omit<RecordMetrics, 'runs'>;

/** Two statements over indexes of statuses; cheap enough for every scrape. */
export async function loadRecordMetrics(pool: Database['readPool']): Promise<RecordMetrics> {
  const [counts, rest] = await Promise.all([
    pool.query<{ status: string; count: number }>(
      'SELECT status, count(*)::int AS count FROM run GROUP BY status',
    ),
    pool.query<Row>(OTHERS),
  ]);
  const [row] = rest.rows;
  if (row === undefined) throw new Error('PostgreSQL answered without a row.');
  const none = Object.fromEntries(RUN_STATUSES.map((status) => [status, 0]));
  const runs = Object.fromEntries(counts.rows.map(({ status, count }) => [status, count]));
  return { ...row, runs: { ...none, ...runs } };
}

/** Only open runs have steps that wait, so the steps are found by their runs. */
const OTHERS = `
  WITH open AS (
    SELECT step.status, greatest(step.not_before, run.started_at) AS due_at
    FROM run JOIN step ON step.run_id = run.id
    WHERE run.status IN ('queued', 'running')
  )
  SELECT
    (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - due_at)), 0)::float
     FROM open WHERE status = 'planned' AND due_at < clock_timestamp()) AS "oldestPendingSeconds",
    (SELECT count(*)::int FROM open WHERE status = 'unknown') AS "unknownSteps",
    (SELECT count(*)::int FROM event WHERE code = 'snapshot-orphaned'
       AND at > clock_timestamp() - interval '7 days') AS "orphanedSnapshots",
    (SELECT count(*)::int FROM event WHERE code = 'snapshot-doubled'
       AND at > clock_timestamp() - interval '7 days') AS "doubledSnapshots",
    (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - slack_due_at)), 0)::float
     FROM run WHERE slack_due_at < clock_timestamp()) AS "slackLagSeconds",
    (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - ticket_due_at)), 0)::float
     FROM run WHERE ticket_due_at < clock_timestamp()) AS "ticketLagSeconds"`;
