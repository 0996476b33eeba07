import { setTimeout as wait } from 'node:timers/promises';
import type { Harness } from '@/scripts/chaos/harness';
import type { BulkTicket } from '@/scripts/chaos/bulk-tickets';

export type TimedRun = {
  readonly created: number;
  /** From the commit of Execute to the first mark before a call, by the database's clock. */
  readonly wakeMs: number;
  /** From that mark to the committed end of the run. */
  readonly executorMs: number;
  /** How often EC2 said that we are too fast. */
  readonly throttled: number;
};

/** Presses Execute and waits for the end. EC2's bucket and ours are full at the beginning. */
export async function timeRun(
  { sandbox, operator }: Harness,
  { reference, environment, sample }: BulkTicket,
): Promise<TimedRun> {
  const { prisma } = operator.services.database;
  sandbox.addSample(sample);
  const runId = await operator.insist(reference, environment);
  for (;;) {
    const [row] = await prisma.$queryRaw<TimedRun[]>`
      SELECT (extract(epoch FROM first.at - started_at) * 1000)::float8 AS "wakeMs",
        (extract(epoch FROM finished_at - first.at) * 1000)::float8 AS "executorMs",
        (SELECT count(*) FROM step WHERE run_id = run.id AND status = 'created')::int AS created,
        (SELECT count(*) FROM event WHERE run_id = run.id AND code = 'create-deferred'
          AND data->>'code' = 'RequestLimitExceeded')::int AS throttled
      FROM run, LATERAL (
        SELECT min(at) AS at FROM event WHERE run_id = run.id AND code = 'create-called'
      ) AS first
      WHERE id = ${runId}::uuid AND finished_at IS NOT NULL`;
    if (row !== undefined) return row;
    await wait(250);
  }
}
