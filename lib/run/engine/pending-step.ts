import type { SnapshotTag } from '@/lib/plan/plan';
import type { Claim, Engine } from './engine';

/** A step that is not at its end. Waiting times are reckoned by the database's clock. */
export type PendingStep = {
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
  /** Planned longer ago than the look-up window: a record that was restored may not know its call. */
  readonly callIsLate: boolean;
};

/** The pending steps of a run, in the order of the plan; or the one asked for. */
export async function loadPendingSteps(
  { database, config }: Engine,
  { runId }: Claim,
  stepId: string | null = null,
): Promise<readonly PendingStep[]> {
  return database.prisma.$queryRaw<PendingStep[]>`
    SELECT step.id, step.status, server_name AS "serverName", environment, region,
           account_id AS "accountId", volume_id AS "volumeId", tags, description, attempts,
           greatest(0, extract(epoch FROM (CASE step.status
             WHEN 'planned' THEN not_before
             WHEN 'calling' THEN call_deadline_at
             ELSE lookup_due_at END) - clock_timestamp()) * 1000)::float8 AS "waitMs",
           coalesce(lookup_until <= clock_timestamp(), false) AS "lookupIsOver",
           step.status = 'planned'
             AND (CASE attempts WHEN 0 THEN run.started_at ELSE step.updated_at END)
               < clock_timestamp() - ${config.lookupWindowMs} * interval '1 ms' AS "callIsLate"
    FROM step JOIN run ON run.id = step.run_id
    WHERE run_id = ${runId}::uuid AND step.status IN ('planned', 'calling', 'unknown')
      AND (${stepId}::uuid IS NULL OR step.id = ${stepId}::uuid)
    ORDER BY position`;
}
