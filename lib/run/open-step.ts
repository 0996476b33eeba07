import type { Queries } from '@/lib/db/client';
import type { SnapshotTag } from '@/lib/plan/plan';

/** A step that is not at its end. Waiting times are reckoned by the database's clock. */
export type OpenStep = {
  readonly id: string;
  readonly status: 'planned' | 'calling' | 'unknown';
  readonly serverName: string;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly volumeId: string;
  readonly tags: readonly SnapshotTag[];
  readonly description: string;
  readonly attempts: number;
  /** Until this step can be acted on: backoff, a call that may be in flight, the next look. */
  readonly waitMs: number;
  /** A lost reply has been looked up long enough. */
  readonly lookupIsOver: boolean;
};

/** The open steps of a run, in the order of the plan; or the one asked for. */
export async function loadOpenSteps(
  queries: Queries,
  runId: string,
  stepId: string | null = null,
): Promise<readonly OpenStep[]> {
  return queries.$queryRaw<OpenStep[]>`
    SELECT id, status, server_name AS "serverName", environment, account_id AS "accountId", region,
           volume_id AS "volumeId", tags, description, attempts,
           greatest(0, extract(epoch FROM (CASE status
             WHEN 'planned' THEN not_before
             WHEN 'calling' THEN call_deadline_at
             ELSE lookup_due_at END) - clock_timestamp()) * 1000)::float8 AS "waitMs",
           coalesce(lookup_until <= clock_timestamp(), false) AS "lookupIsOver"
    FROM step
    WHERE run_id = ${runId}::uuid AND status IN ('planned', 'calling', 'unknown')
      AND (${stepId}::uuid IS NULL OR id = ${stepId}::uuid)
    ORDER BY position`;
}
