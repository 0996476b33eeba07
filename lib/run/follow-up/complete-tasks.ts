import { AppError } from '@/lib/errors/app-error';
import { digestTask } from '@/lib/plan/plan-tasks';
import type { Plan, PlannedTask } from '@/lib/plan/plan';
import type { Task } from '@/lib/ticket/ticket';
import type { Engine } from '../engine/engine';
import { appendEvents, type NewEvent } from '../events';
import type { TaskResult } from '../run';
import type { DueTicket, TicketClaim, TicketProgress } from './ticket-claim';

const COMPLETED = 3;

/**
 * Completes the tasks of the plan whose snapshots are all complete: the plan's own and no others,
 * each read again first and left open when it is not what the plan saw.
 */
export async function completeTasks(
  engine: Engine,
  run: DueTicket,
  claim: TicketClaim,
): Promise<TicketProgress> {
  if (!engine.config.ticketTasks || run.kind !== 'create') return 'settled';
  const [tasks, snapshots] = await Promise.all([
    listReadyTasks(engine, run.id),
    listTaskSnapshots(engine, run.id),
  ]);
  const results = new Map((run.taskResults ?? []).map((result) => [result.id, result]));
  let progress: TicketProgress = 'settled';
  for (const task of tasks) {
    const before = results.get(task.taskId)?.state;
    if (before !== undefined && before !== 'calling') continue;
    const of = snapshots.get(task.taskId);
    if (of === undefined || of.waiting > 0) {
      progress = 'waiting';
      continue;
    }
    if (performance.now() >= claim.stopAt) return 'out-of-time';
    const store = createStore(engine, run.id, results, task);
    if (of.lacking.length > 0) {
      await store.leftOpen(`there is no completed snapshot of ${of.lacking.join(', ')}`);
    } else {
      await completeTask(engine, task, claim, before === 'calling', store);
    }
  }
  return progress;
}

async function listReadyTasks(
  { database }: Engine,
  runId: string,
): Promise<readonly PlannedTask[]> {
  const run = await database.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    select: { plan: true, status: true },
  });
  if (run.status === 'rejected') return [];
  const plan = run.plan as unknown as Plan;
  return plan.tasks.filter(({ verdict }) => verdict.kind === 'ready');
}

type TaskSnapshots = {
  readonly taskId: string;
  /** Snapshots that may still become complete. */
  readonly waiting: number;
  /** Servers without one, and without hope of one in this run. */
  readonly lacking: readonly string[];
};

/**
 * What the snapshots of each task have come to, over the run and those it retries: the newest step
 * of a volume counts.
 */
async function listTaskSnapshots(
  { database }: Engine,
  runId: string,
): Promise<ReadonlyMap<string, TaskSnapshots>> {
  const rows = await database.prisma.$queryRaw<TaskSnapshots[]>`
    WITH RECURSIVE chain AS (
      SELECT id, retry_of_id, started_at FROM run WHERE id = ${runId}::uuid
      UNION
      SELECT run.id, run.retry_of_id, run.started_at FROM run JOIN chain ON run.id = chain.retry_of_id
    ), newest AS (
      SELECT DISTINCT ON (task_id, step.account_id, step.region, step.volume_id)
        task_id, step.server_name, step.status, step.snapshot_state, step.deleted_at
      FROM chain JOIN step ON step.run_id = chain.id, unnest(step.task_ids) AS task_id
      ORDER BY task_id, step.account_id, step.region, step.volume_id, chain.started_at DESC
    ), judged AS (
      SELECT task_id, server_name,
        status = 'created' AND snapshot_state = 'completed' AND deleted_at IS NULL AS done,
        status IN ('planned', 'calling', 'unknown') OR (status = 'created' AND deleted_at IS NULL
          AND snapshot_state IS DISTINCT FROM 'completed') AS waiting
      FROM newest
    )
    SELECT task_id AS "taskId", count(*) FILTER (WHERE waiting)::int AS waiting,
      coalesce(array_agg(server_name ORDER BY server_name) FILTER (WHERE NOT done AND NOT waiting),
        '{}') AS lacking
    FROM judged GROUP BY task_id`;
  return new Map(rows.map((row) => [row.taskId, row]));
}

async function completeTask(
  { ticketWriter }: Engine,
  task: PlannedTask,
  { reference, deadlineAt }: TicketClaim,
  wasCalled: boolean,
  store: ResultStore,
): Promise<void> {
  const now = await ticketWriter.fetchTask(reference, task.taskId);
  if (now !== null && !now.deleted && now.status === COMPLETED) {
    // After a call whose reply was lost, it is ours; before one, someone else's.
    return wasCalled ? store.completed() : store.closedElsewhere();
  }
  const reason = findChange(task, now);
  if (reason !== null) return store.leftOpen(reason);
  if (!wasCalled) await store.calling();
  try {
    await ticketWriter.completeTask(reference, task.taskId, { deadlineAt });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== 'freshservice-refused' && error.code !== 'ticket-not-found') throw error;
    return store.leftOpen(error.message.replace(/\.$/, ''));
  }
  await store.completed();
}

/** Why the task is not the one that the plan saw; null where it is. */
function findChange({ seen }: PlannedTask, now: Task | null): string | null {
  if (now === null || now.deleted) return 'it was deleted after the plan was made';
  if (seen === undefined) return 'the plan does not say what the task was like';
  if (now.status !== seen.status) return 'its status changed after the plan was made';
  const same = digestTask(now) === seen.digest;
  return same ? null : 'its title or description changed after the plan was made';
}

type ResultStore = Readonly<
  Record<'calling' | 'completed' | 'closedElsewhere', () => Promise<void>>
> & { readonly leftOpen: (reason: string) => Promise<void> };

/** What became of one task, each time with its event; `results` is what the run's row says. */
function createStore(
  { database }: Engine,
  runId: string,
  results: Map<string, TaskResult>,
  { taskId: id, title }: PlannedTask,
): ResultStore {
  const store = async (result: TaskResult, event: Omit<NewEvent, 'data'>) => {
    results.set(id, result);
    const all = JSON.stringify([...results.values()]);
    await database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`
        UPDATE run SET task_results = ${all}::jsonb WHERE id = ${runId}::uuid`;
      await appendEvents(tx, runId, [{ ...event, data: { taskId: id } }]);
    });
  };
  const task = `task ${id} ("${title}")`;
  return {
    calling: () =>
      store(
        { id, state: 'calling' },
        { level: 'info', code: 'task-completing', message: `Completing ${task}.` },
      ),
    completed: () =>
      store(
        { id, state: 'completed' },
        { level: 'info', code: 'task-completed', message: `Completed ${task}.` },
      ),
    closedElsewhere: () =>
      store(
        { id, state: 'closed-elsewhere' },
        {
          level: 'info',
          code: 'task-closed-elsewhere',
          message: `Task ${id} ("${title}") was completed by someone else.`,
        },
      ),
    leftOpen: (reason) =>
      store(
        { id, state: 'left-open', reason },
        { level: 'warn', code: 'task-left-open', message: `Left ${task} open: ${reason}.` },
      ),
  };
}
