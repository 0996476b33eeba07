import type { Database } from '@/lib/db/client';
import type { Sandbox } from '@/sandbox/sandbox';
import { checkRecord, type Judgment } from './checker';

export type Progress = {
  readonly steps: number;
  readonly created: number;
  /** Runs that have not ended, steps whose snapshot is followed, messages that Slack lacks. */
  readonly open: number;
};

/** How far all runs together are. */
export async function readProgress({ pool }: Database): Promise<Progress> {
  const { rows } = await pool.query<Progress>(`
    SELECT (SELECT count(*)::int FROM step) AS steps,
           (SELECT count(*)::int FROM step WHERE status = 'created') AS created,
           (SELECT count(*)::int FROM run WHERE finished_at IS NULL OR slack_due_at IS NOT NULL)
             + (SELECT count(*)::int FROM step WHERE watch_due_at IS NOT NULL) AS open`);
  return rows[0] ?? { steps: 0, created: 0, open: 0 };
}

/** Compares every step of the table with the snapshots that exist in the stand-in. */
export async function findBlockersOfSteps({ pool }: Database, sandbox: Sandbox): Promise<Judgment> {
  const { rows } = await pool.query<{ key: string; volumeId: string; recordedId: string | null }>(
    `SELECT id AS key, volume_id AS "volumeId", snapshot_id AS "recordedId" FROM step`,
  );
  const existing = sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call');
  return checkRecord(rows, existing, ({ tags }) => tags['snapgate:step'] ?? '');
}
