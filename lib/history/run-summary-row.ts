import { Prisma } from '@/lib/db/generated/client';
import type { RunKind, RunStatus, RunSummary, SlackStatus } from '@/lib/run/run';

/** A run as `selectRunSummaries` returns it. */
export type RunSummaryRow = Omit<
  RunSummary,
  'startedAt' | 'finishedAt' | 'endedAt' | 'kind' | 'status' | 'slackStatus'
> & {
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly snapshotsEndedAt: Date | null;
  readonly kind: string;
  readonly status: string;
  readonly slackStatus: string;
};

/** Neither complete nor failed yet; a state that EC2 has not reported is still to come. */
const COPYING = Prisma.sql`coalesce(snapshot_state, 'pending') IN ('pending', 'recovering', 'unlisted')`;

/** Adds the counts of the steps to the runs that `runs` selects, and keeps their order. */
export function selectRunSummaries(runs: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    WITH chosen AS (${runs})
    SELECT chosen.id, chosen.kind, chosen.status, chosen.ticket, chosen.ticket_subject AS "ticketSubject",
      chosen.agent_email AS "agentEmail", chosen.agent_name AS "agentName",
      coalesce(counted.used, chosen.environments) AS environments,
      chosen.started_at AS "startedAt", chosen.finished_at AS "finishedAt",
      chosen.slack_status AS "slackStatus", counted.*,
      coalesce(chosen.error_message, counted.first_error) AS "errorMessage"
    FROM chosen, LATERAL (
      SELECT count(*)::int AS "stepCount",
        count(*) FILTER (WHERE status = 'created')::int AS "createdCount",
        count(*) FILTER (WHERE status = 'failed')::int AS "failedCount",
        count(*) FILTER (WHERE snapshot_state = 'completed')::int AS "completedCount",
        count(*) FILTER (WHERE status = 'deleted' OR deleted_at IS NOT NULL)::int AS "deletedCount",
        count(*) FILTER (WHERE status = 'created' AND deleted_at IS NULL AND ${COPYING})::int AS "copyingCount",
        coalesce(floor(sum(volume_size_gib::bigint * CASE WHEN snapshot_state = 'completed' THEN 100
          ELSE coalesce(snapshot_progress, 0) END) / nullif(sum(volume_size_gib), 0)), 0)::int
          AS "copiedPercent",
        max(coalesce(snapshot_ended_at, CASE WHEN snapshot_state IS NOT NULL THEN updated_at END))
          AS "snapshotsEndedAt",
        coalesce(sum(volume_size_gib), 0)::int AS "sizeGib",
        -- Where its volumes are; a run without steps has those that were searched.
        array_agg(DISTINCT environment) AS used,
        (array_agg(error_message ORDER BY position) FILTER (WHERE status = 'failed'))[1]
          AS first_error
      FROM step WHERE step.run_id = chosen.id
    ) AS counted
    ORDER BY chosen.started_at DESC, chosen.id DESC`;
}

export function toRunSummary(row: RunSummaryRow): RunSummary {
  return {
    id: row.id,
    kind: row.kind as RunKind,
    status: row.status as RunStatus,
    ticket: row.ticket,
    ticketSubject: row.ticketSubject,
    agentEmail: row.agentEmail,
    agentName: row.agentName,
    environments: row.environments,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    stepCount: row.stepCount,
    createdCount: row.createdCount,
    failedCount: row.failedCount,
    completedCount: row.completedCount,
    deletedCount: row.deletedCount,
    copyingCount: row.copyingCount,
    copiedPercent: row.copiedPercent,
    endedAt: endOf(row)?.toISOString() ?? null,
    sizeGib: row.sizeGib,
    errorMessage: row.errorMessage,
    slackStatus: row.slackStatus as SlackStatus,
  };
}

/** A run that only created its snapshots is not at its end: EC2 still copies. */
function endOf({ finishedAt, copyingCount, snapshotsEndedAt }: RunSummaryRow): Date | null {
  if (finishedAt === null || copyingCount > 0) return null;
  return snapshotsEndedAt !== null && snapshotsEndedAt > finishedAt ? snapshotsEndedAt : finishedAt;
}
