import { AppError } from '@/lib/errors/app-error';
import { parseCanonicalReference } from '@/lib/ticket/parse-ticket-reference';
import type { Engine } from '../engine/engine';
import { appendEvents } from '../events';
import { completeTasks } from './complete-tasks';
import { retryPauseMs } from './retry-pause';
import type { DueTicket, TicketProgress } from './ticket-turn';
import { writeNote } from './write-note';

const MOST_AT_ONCE = 20;
/** If this process dies meanwhile, others go on after this time. Longer than a turn. */
const HOLD_MS = 60_000;
const STOP_AFTER_MS = 20_000;
/** A write takes ten seconds at most, so it is over before the hold is. */
const DEADLINE_MS = 45_000;
const LOOK_AGAIN_MS = 30_000;
const MOST_ATTEMPTS = 60;

/**
 * Writes what is due on tickets: the note of a run that has ended, the tasks whose snapshots are
 * complete. Freshservice being down never changes a run; it is tried again, like Slack. Returns how
 * many tickets were due.
 */
export async function writeToTickets(engine: Engine): Promise<number> {
  for (let count = 0; count < MOST_AT_ONCE; count += 1) {
    const run = await takeDueTicket(engine);
    if (run === null) return count;
    await writeToTicket(engine, run);
  }
  return MOST_AT_ONCE;
}

/** One at a time: a ticket that waits for another one's turn would outlast its hold. */
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
  if (reference === null) return storeTurn(engine, run, 'settled');
  const turn = { reference, ...times };
  try {
    const tasks = await completeTasks(engine, run, turn);
    const note = await writeNote(engine, run, turn, tasks);
    await storeTurn(engine, run, tasks === 'settled' ? note : tasks);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await storeNotWritten(engine, run, error);
  }
}

/** Nothing else is due, unless something became due during the turn. */
async function storeTurn(
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
  const isLast = FINAL.has(error.code) || run.attempts >= MOST_ATTEMPTS;
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
        message: `Freshservice did not accept what was to be written on ${run.ticket}: ${error.message} ${isLast ? 'No more attempts.' : 'Will retry.'}`,
        data: { code: error.code, attempt: run.attempts },
      },
    ]);
  });
}
