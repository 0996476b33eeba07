import type { Claim, Engine } from './engine';
import type { NewEvent } from '../events';
import type { RunKind, RunStatus, StepStatus } from '../run';

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
  if (writesToTicket(engine)) await jobs.send(prisma, 'write-to-tickets', null);
}

function writesToTicket({ config }: Engine): boolean {
  return config.ticketNote || config.ticketTasks;
}

type StepsThen = {
  readonly kind: RunKind;
  readonly eventSeq: number;
  readonly statuses: readonly StepStatus[];
};

/** Null: the run is no longer ours. */
async function readSteps({ database }: Engine, claim: Claim): Promise<StepsThen | null> {
  const [row] = await database.prisma.$queryRaw<StepsThen[]>`
    SELECT kind, event_seq AS "eventSeq",
      ARRAY(SELECT status FROM step WHERE run_id = run.id) AS statuses
    FROM run WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence} AND status = 'running'`;
  return row ?? null;
}

async function writeOutcome(
  engine: Engine,
  claim: Claim,
  { kind, eventSeq, statuses }: StepsThen,
): Promise<boolean> {
  const { database, config } = engine;
  const status = summarizeRun(statuses);
  const { level, code, message, data } = describeOutcome(kind, status, statuses);
  const written = await database.prisma.$executeRaw`
    WITH ended AS (
      UPDATE run SET status = ${status}, finished_at = clock_timestamp(), slack_attempts = 0,
        slack_due_at = clock_timestamp(), event_seq = event_seq + 1, ticket_attempts = 0,
        ticket_due_at = CASE WHEN ${writesToTicket(engine)} THEN clock_timestamp() END,
        note_status = CASE WHEN ${config.ticketNote} THEN 'waiting' END,
        search_text = concat_ws(' ', search_text, (
          SELECT lower(string_agg(concat_ws(' ', snapshot_id, error_code, error_message), ' '))
          FROM step WHERE run_id = run.id))
      WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence} AND status = 'running'
        AND event_seq = ${eventSeq}
      RETURNING id, event_seq
    )
    INSERT INTO event (run_id, seq, level, code, message, data)
    SELECT id, event_seq, ${level}, ${code}, ${message}, ${JSON.stringify(data)}::jsonb FROM ended`;
  return written > 0;
}

function describeOutcome(kind: RunKind, status: RunStatus, steps: readonly StepStatus[]): NewEvent {
  const level = status === 'succeeded' ? 'info' : 'warn';
  if (kind === 'delete') {
    const deleted = steps.filter((step) => step === 'deleted').length;
    return {
      level,
      code: 'run-finished',
      message: `${deleted} of ${steps.length} snapshots deleted.`,
      data: { status, deleted, steps: steps.length },
    };
  }
  const created = steps.filter((step) => step === 'created').length;
  return {
    level,
    code: 'run-finished',
    // Created is not completed: EC2 still copies, and a copy can fail.
    message: `${created} of ${steps.length} snapshots created. EC2 copies the data from here.`,
    data: { status, created, steps: steps.length },
  };
}

/**
 * A run's outcome from its steps, once none of them is open: succeeded means that every step has
 * a snapshot, or in a run that deletes, has none any longer; anything less says so.
 */
export function summarizeRun(
  statuses: readonly StepStatus[],
): Extract<RunStatus, 'succeeded' | 'partial' | 'failed' | 'cancelled'> {
  const count = (status: StepStatus) => statuses.filter((one) => one === status).length;
  const done = count('created') + count('deleted');
  if (done === statuses.length) return 'succeeded';
  if (count('skipped') > 0) return 'cancelled';
  return done > 0 ? 'partial' : 'failed';
}
