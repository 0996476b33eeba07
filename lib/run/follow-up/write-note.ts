import { buildRunNote, noteMarker, type RunNote } from '@/lib/freshservice/build-run-note';
import type { Plan } from '@/lib/plan/plan';
import type { Engine } from '../engine/engine';
import { appendEvents, type NewEvent } from '../events';
import type { NoteStatus, TaskResult } from '../run';
import type { DueTicket, TicketProgress, TicketTurn } from './ticket-turn';

type Note = { readonly html: string; readonly isFinal: boolean };

/**
 * Keeps the one note of a run: written when the run has ended, edited once when its last snapshot
 * and task have. Freshservice has no idempotency key, so after a call without an answer the notes
 * are read before another is written.
 */
export async function writeNote(
  engine: Engine,
  run: DueTicket,
  turn: TicketTurn,
  tasks: TicketProgress,
): Promise<TicketProgress> {
  const { noteStatus, noteId } = run;
  if (!engine.config.ticketNote || noteStatus === null) return 'settled';
  if (noteStatus === 'complete' || noteStatus === 'failed') return 'settled';
  const { reference, deadlineAt } = turn;
  const { ticketWriter } = engine;
  const note = await buildNote(engine, run.id, tasks);
  const progress = note.isFinal ? 'settled' : 'waiting';
  if (noteStatus === 'written' && noteId !== null) {
    if (!note.isFinal) return 'waiting';
    await store(engine, run.id, { status: 'written', noteId }, UPDATING);
    await ticketWriter.updateNote(reference, noteId, note.html, { deadlineAt });
    await store(engine, run.id, { status: 'complete', noteId }, UPDATED);
    return 'settled';
  }
  if (noteStatus === 'calling') {
    const found = await ticketWriter.findNote(reference, noteMarker(run.id));
    if (found !== null) {
      await store(engine, run.id, { status: 'written', noteId: found }, FOUND);
      // What it says is from then; its edit has a turn of its own.
      return 'out-of-time';
    }
  }
  await store(engine, run.id, { status: 'calling', noteId: null }, WRITING);
  const created = await ticketWriter.createNote(reference, note.html, { deadlineAt });
  const status = note.isFinal ? 'complete' : 'written';
  await store(engine, run.id, { status, noteId: created }, WRITTEN);
  return progress;
}

type Line = Pick<NewEvent, 'code' | 'message'>;

const WRITING: Line = { code: 'note-writing', message: 'Writing the note on the ticket.' };
const WRITTEN: Line = { code: 'note-written', message: 'The ticket has the note.' };
const FOUND: Line = {
  code: 'note-found',
  message: 'The ticket has the note: the call whose reply was lost had succeeded.',
};
const UPDATING: Line = { code: 'note-updating', message: 'Updating the note on the ticket.' };
const UPDATED: Line = {
  code: 'note-updated',
  message: 'The note on the ticket has the final states.',
};

/** Each effect is an event before it happens, and Slack hears what became of the note. */
async function store(
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
  const note: RunNote = {
    runId,
    kind: deletes ? 'delete' : 'create',
    agentName: run.agentName,
    agentEmail: run.agentEmail,
    outcome: `${done.length} of ${run.steps.length} snapshots ${deletes ? 'deleted' : 'created'}`,
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
