import { AppError } from '@/lib/errors/app-error';
import { buildRunNote, noteMarker, type RunNote } from '@/lib/freshservice/build-run-note';
import type { Plan } from '@/lib/plan/plan';
import { parseCanonicalReference } from '@/lib/ticket/parse-ticket-reference';
import { countSnapshots } from '@/lib/text/count-snapshots';
import type { Engine } from '../engine/engine';
import { appendEvents, type NewEvent } from '../events';
import type { NoteStatus, TaskResult } from '../run';
import { completeTasks } from './complete-tasks';
import { retryPauseMs } from './retry-pause';
import type { DueTicket, TicketClaim, TicketProgress } from './ticket-claim';

const MAX_AT_ONCE = 20;
/** How long a claim lasts if this process dies; longer than the work on one ticket may take. */
const HOLD_MS = 60_000;
const STOP_AFTER_MS = 20_000;
/** A write takes ten seconds at most, so it is over before the claim is. */
const DEADLINE_MS = 45_000;
const LOOK_AGAIN_MS = 30_000;
const MAX_ATTEMPTS = 60;

/**
 * Writes what is due on tickets: the note of a run that has ended, the tasks whose snapshots are
 * complete. Freshservice being down never changes a run; it is tried again, like Slack. Returns how
 * many tickets were due.
 */
export async function writeToTickets(engine: Engine): Promise<number> {
  for (let count = 0; count < MAX_AT_ONCE; count += 1) {
    const run = await takeDueTicket(engine);
    if (run === null) return count;
    await writeToTicket(engine, run);
  }
  return MAX_AT_ONCE;
}

/** One at a time: a ticket that waited for another one would outlast its claim. */
async function takeDueTicket({ database }: Engine): Promise<DueTicket | null> {
  const [run] = await database.prisma.$queryRaw<DueTicket[]>`
    UPDATE run SET ticket_attempts = ticket_attempts + 1,
      ticket_due_at = clock_timestamp() + ${HOLD_MS} * interval '1 ms'
    WHERE id = (
      SELECT id FROM run WHERE ticket_due_at <= clock_timestamp()
      ORDER BY ticket_due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, ticket, ticket_attempts AS attempts, ticket_due_at AS "dueAt",
      note_status AS "noteStatus", note_id AS "noteId", task_results AS "taskResults"`;
  return run ?? null;
}

async function writeToTicket(engine: Engine, run: DueTicket): Promise<void> {
  const reference = parseCanonicalReference(run.ticket);
  const now = performance.now();
  const times = { stopAt: now + STOP_AFTER_MS, deadlineAt: now + DEADLINE_MS };
  if (reference === null) return storeProgress(engine, run, 'settled');
  const claim = { reference, ...times };
  try {
    const tasks = await completeTasks(engine, run, claim);
    const note = await writeNote(engine, run, claim, tasks);
    await storeProgress(engine, run, tasks === 'settled' ? note : tasks);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await storeNotWritten(engine, run, error);
  }
}

/** Nothing else is due, unless something became due meanwhile. */
async function storeProgress(
  { database }: Engine,
  { id, dueAt }: DueTicket,
  progress: TicketProgress,
): Promise<void> {
  const waitMs = { settled: null, waiting: LOOK_AGAIN_MS, 'out-of-time': 0 }[progress];
  await database.prisma.$executeRaw`
    UPDATE run SET ticket_attempts = 0,
      ticket_due_at = CASE WHEN ticket_due_at = ${dueAt}
        THEN clock_timestamp() + ${waitMs}::int * interval '1 ms' ELSE ticket_due_at END
    WHERE id = ${id}::uuid`;
}

/** What no later attempt changes: the note or its ticket is gone. */
const FINAL: ReadonlySet<string> = new Set(['ticket-not-found', 'freshservice-refused']);

async function storeNotWritten(engine: Engine, run: DueTicket, error: AppError): Promise<void> {
  const isLast = FINAL.has(error.code) || run.attempts >= MAX_ATTEMPTS;
  const pauseMs = retryPauseMs(run.attempts, error.retryAfterMs);
  await engine.database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE run SET note_error = CASE WHEN note_status IS NULL THEN NULL ELSE ${error.message} END,
        note_status = CASE WHEN ${isLast} AND note_status IN ('waiting', 'calling') THEN 'failed'
          ELSE note_status END,
        ticket_due_at = CASE WHEN ${isLast} THEN NULL
          ELSE clock_timestamp() + ${pauseMs} * interval '1 ms' END
      WHERE id = ${run.id}::uuid`;
    await appendEvents(tx, run.id, [
      {
        level: isLast ? 'error' : 'warn',
        code: 'ticket-not-written',
        message: `Could not write to ${run.ticket}: ${error.message} ${isLast ? 'No more attempts.' : 'Will retry.'}`,
        data: { code: error.code, attempt: run.attempts },
      },
    ]);
  });
}

type Note = { readonly html: string; readonly isFinal: boolean };

/**
 * Keeps the one note of a run: written when the run has ended, edited once when its last snapshot
 * and task have. Freshservice has no idempotency key, so after a call without an answer the notes
 * are read before another is written.
 */
async function writeNote(
  engine: Engine,
  run: DueTicket,
  claim: TicketClaim,
  tasks: TicketProgress,
): Promise<TicketProgress> {
  const { noteStatus, noteId } = run;
  if (!engine.config.ticketNote || noteStatus === null) return 'settled';
  if (noteStatus === 'complete' || noteStatus === 'failed') return 'settled';
  const { reference, deadlineAt } = claim;
  const { ticketWriter } = engine;
  const note = await buildNote(engine, run.id, tasks);
  const progress = note.isFinal ? 'settled' : 'waiting';
  if (noteStatus === 'written' && noteId !== null) {
    if (!note.isFinal) return 'waiting';
    await storeNote(engine, run.id, { status: 'written', noteId }, UPDATING);
    await ticketWriter.updateNote(reference, noteId, note.html, { deadlineAt });
    await storeNote(engine, run.id, { status: 'complete', noteId }, UPDATED);
    return 'settled';
  }
  if (noteStatus === 'calling') {
    const found = await ticketWriter.findNote(reference, noteMarker(run.id));
    if (found !== null) {
      await storeNote(engine, run.id, { status: 'written', noteId: found }, FOUND);
      // What it says is from then; its edit is left to the next claim.
      return 'out-of-time';
    }
  }
  await storeNote(engine, run.id, { status: 'calling', noteId: null }, WRITING);
  const created = await ticketWriter.createNote(reference, note.html, { deadlineAt });
  const status = note.isFinal ? 'complete' : 'written';
  await storeNote(engine, run.id, { status, noteId: created }, WRITTEN);
  return progress;
}

type Line = Pick<NewEvent, 'code' | 'message'>;

const WRITING: Line = { code: 'note-writing', message: 'Adding the note to the ticket.' };
const WRITTEN: Line = { code: 'note-written', message: 'Note added to the ticket.' };
const FOUND: Line = {
  code: 'note-found',
  message: 'Note added to the ticket: the call whose reply was lost had succeeded.',
};
const UPDATING: Line = { code: 'note-updating', message: 'Updating the note on the ticket.' };
const UPDATED: Line = {
  code: 'note-updated',
  message: 'The note on the ticket was updated with the final states.',
};

/** Each effect is an event before it happens, and Slack hears what became of the note. */
async function storeNote(
  { database }: Engine,
  runId: string,
  { status, noteId }: { readonly status: NoteStatus; readonly noteId: string | null },
  line: Line,
): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE run SET note_status = ${status}, note_id = ${noteId}, note_error = NULL,
        slack_due_at = CASE WHEN ${status} = 'complete' AND slack_status <> 'failed'
          THEN clock_timestamp() ELSE slack_due_at END,
        slack_attempts = CASE WHEN ${status} = 'complete' THEN 0 ELSE slack_attempts END
      WHERE id = ${runId}::uuid`;
    await appendEvents(tx, runId, [{ level: 'info', ...line, data: { noteId } }]);
    if (status === 'complete') await database.jobs.send(tx, 'announce-runs', null);
  });
}

/** What the ticket is told of the run as it stands now. */
async function buildNote(engine: Engine, runId: string, tasks: TicketProgress): Promise<Note> {
  const run = await engine.database.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    include: { steps: { orderBy: { position: 'asc' } } },
  });
  const plan = run.plan as unknown as Plan;
  const results = (run.taskResults ?? []) as unknown as readonly TaskResult[];
  const isOver = run.steps.every(({ watchDueAt }) => watchDueAt === null);
  const deletes = run.kind === 'delete';
  const done = run.steps.filter(({ status }) => status === (deletes ? 'deleted' : 'created'));
  const total = countSnapshots(run.steps.length);
  const note: RunNote = {
    runId,
    kind: deletes ? 'delete' : 'create',
    agentName: run.agentName,
    agentEmail: run.agentEmail,
    outcome: `${done.length} of ${total} ${deletes ? 'deleted' : 'created'}`,
    runUrl: engine.runUrl(runId),
    snapshots: run.steps.map((step) => ({
      environment: step.environment,
      serverName: step.serverName,
      snapshotId: step.snapshotId ?? step.targetSnapshotId,
      state: step.snapshotState ?? step.status,
      error: step.errorMessage,
    })),
    errors: run.errorMessage === null ? [] : [run.errorMessage],
    reason: deletes ? run.reason : null,
    openTasks: results.flatMap(({ id, state, reason }) =>
      state === 'left-open' ? [`${titleOf(plan, id)} (${id}): ${reason ?? ''}`] : [],
    ),
  };
  return { html: buildRunNote(note), isFinal: isOver && tasks === 'settled' };
}

function titleOf(plan: Plan, taskId: string): string {
  return plan.tasks.find((task) => task.taskId === taskId)?.title ?? 'Task';
}
