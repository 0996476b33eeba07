import { countSnapshots } from '@/lib/text/count-snapshots';
import type { Claim, Engine } from './engine';
import { appendEvents, type NewEvent } from '../events';
import type { RunKind, RunStatus, StepStatus } from '../run';

/**
 * Ends a run whose steps are all at their end, and makes its Slack message due. Its row is locked
 * before the steps are read: a snapshot that fails meanwhile is an event too, and waits. Only now
 * the search box finds the snapshots by parts of their ids, because the text is long and indexed; by
 * their whole ids it finds them at once.
 */
export async function finishRun(engine: Engine, { runId, fence }: Claim): Promise<void> {
  const { database, config } = engine;
  const writesToTicket = config.ticketNote || config.ticketTasks;
  const ended = await database.prisma.$transaction(async (tx) => {
    const [run] = await tx.$queryRaw<{ kind: RunKind }[]>`
      SELECT kind FROM run WHERE id = ${runId}::uuid AND fence = ${fence} AND status = 'running'
      FOR UPDATE`;
    if (run === undefined) return false;
    const steps = await tx.step.findMany({ where: { runId }, select: { status: true } });
    const statuses = steps.map(({ status }) => status as StepStatus);
    const status = summarizeRun(statuses);
    await tx.$executeRaw`
      UPDATE run SET status = ${status}, finished_at = clock_timestamp(), slack_attempts = 0,
        slack_due_at = clock_timestamp(), ticket_attempts = 0,
        ticket_due_at = CASE WHEN ${writesToTicket} THEN clock_timestamp() END,
        note_status = CASE WHEN ${config.ticketNote} THEN 'waiting' END,
        search_text = concat_ws(' ', search_text, (
          SELECT lower(string_agg(concat_ws(' ', snapshot_id, error_code, error_message), ' '))
          FROM step WHERE run_id = run.id))
      WHERE id = ${runId}::uuid`;
    await appendEvents(tx, runId, [describeOutcome(run.kind, status, statuses)]);
    return true;
  });
  if (!ended) return;
  await database.jobs.send(database.prisma, 'announce-runs', null);
  if (writesToTicket) await database.jobs.send(database.prisma, 'write-to-tickets', null);
}

function describeOutcome(kind: RunKind, status: RunStatus, steps: readonly StepStatus[]): NewEvent {
  const outcome = kind === 'delete' ? 'deleted' : 'created';
  const done = steps.filter((step) => step === outcome).length;
  // Created is not completed: EC2 still copies, and a copy can fail.
  const next = kind === 'create' && done > 0 ? ' EC2 is now copying the data.' : '';
  return {
    level: status === 'succeeded' ? 'info' : 'warn',
    code: 'run-finished',
    message: `${done} of ${countSnapshots(steps.length)} ${outcome}.${next}`,
    data: { status, [outcome]: done, steps: steps.length },
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
