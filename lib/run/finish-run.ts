import type { Claim, Engine } from './engine';
import type { NewEvent } from './new-event';
import type { RunStatus, StepStatus } from './run';
import { summariseRun } from './summarise-run';

/**
 * Ends a run whose steps are all at their end, and makes its Slack message due. The outcome is
 * written only if the log has not grown since the steps were read: a snapshot that fails meanwhile
 * is an event, too. Only now the search box finds the snapshots by parts of their ids, because the
 * text is long and indexed; by their whole ids it finds them at once.
 */
export async function finishRun(engine: Engine, claim: Claim): Promise<void> {
  const { prisma, jobs } = engine.database;
  for (;;) {
    const steps = await readSteps(engine, claim);
    if (steps === null) return;
    if (await writeOutcome(engine, claim, steps)) break;
  }
  await jobs.send(prisma, 'announce-runs', null);
}

type StepsThen = { readonly eventSeq: number; readonly statuses: readonly StepStatus[] };

/** Null: the run is not ours any more. */
async function readSteps({ database }: Engine, claim: Claim): Promise<StepsThen | null> {
  const [row] = await database.prisma.$queryRaw<StepsThen[]>`
    SELECT event_seq AS "eventSeq",
      ARRAY(SELECT status FROM step WHERE run_id = run.id) AS statuses
    FROM run WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence} AND status = 'running'`;
  return row ?? null;
}

async function writeOutcome(
  { database }: Engine,
  claim: Claim,
  { eventSeq, statuses }: StepsThen,
): Promise<boolean> {
  const status = summariseRun(statuses);
  const { level, code, message, data } = describeOutcome(status, statuses);
  const written = await database.prisma.$executeRaw`
    WITH ended AS (
      UPDATE run SET status = ${status}, finished_at = clock_timestamp(), slack_attempts = 0,
        slack_due_at = clock_timestamp(), event_seq = event_seq + 1,
        search_text = concat_ws(' ', search_text, (
          SELECT string_agg(snapshot_id, ' ') FROM step WHERE run_id = run.id))
      WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence} AND status = 'running'
        AND event_seq = ${eventSeq}
      RETURNING id, event_seq
    )
    INSERT INTO event (run_id, seq, level, code, message, data)
    SELECT id, event_seq, ${level}, ${code}, ${message}, ${JSON.stringify(data)}::jsonb FROM ended`;
  return written > 0;
}

function describeOutcome(status: RunStatus, steps: readonly StepStatus[]): NewEvent {
  const created = steps.filter((step) => step === 'created').length;
  return {
    level: status === 'succeeded' ? 'info' : 'warn',
    code: 'run-finished',
    message: `Finished: ${created} of ${steps.length} snapshots were started (${status}).`,
    data: { status, created, steps: steps.length },
  };
}
