import { Prisma } from '@/lib/db/generated/client';
import type { RunStatus, RunSummary, SlackStatus } from '@/lib/run/run';

/** A run as `selectRunSummaries` returns it. */
export type RunSummaryRow = Omit<
  RunSummary,
  'startedAt' | 'finishedAt' | 'status' | 'slackStatus'
> & {
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly status: string;
  readonly slackStatus: string;
};

/** Adds the counts of the steps to the runs that `runs` selects, and keeps their order. */
export function selectRunSummaries(runs: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    WITH chosen AS (${runs})
    SELECT chosen.id, chosen.status, chosen.ticket, chosen.ticket_subject AS "ticketSubject",
      chosen.agent_email AS "agentEmail", chosen.agent_name AS "agentName", chosen.environments,
      chosen.started_at AS "startedAt", chosen.finished_at AS "finishedAt",
      chosen.slack_status AS "slackStatus", counted.*,
      coalesce(chosen.error_message, counted.first_error) AS "errorMessage"
    FROM chosen, LATERAL (
      SELECT count(*)::int AS "stepCount",
        count(*) FILTER (WHERE status = 'created')::int AS "createdCount",
        count(*) FILTER (WHERE status = 'failed')::int AS "failedCount",
        count(*) FILTER (WHERE snapshot_state = 'completed')::int AS "completedCount",
        coalesce(sum(volume_size_gib), 0)::int AS "sizeGib",
        (array_agg(error_message ORDER BY position) FILTER (WHERE status = 'failed'))[1]
          AS first_error
      FROM step WHERE step.run_id = chosen.id
    ) AS counted
    ORDER BY chosen.started_at DESC, chosen.id DESC`;
}

export function toRunSummary(row: RunSummaryRow): RunSummary {
  return {
    id: row.id,
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
    sizeGib: row.sizeGib,
    errorMessage: row.errorMessage,
    slackStatus: row.slackStatus as SlackStatus,
  };
}
