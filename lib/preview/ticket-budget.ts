import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '@/lib/errors/app-error';
import type { Plan } from '@/lib/plan/plan';
import { parseTask } from '@/lib/ticket/parse-task';
import type { Task, Ticket, TaskReading } from '@/lib/ticket/ticket';

/** What one ticket may cost; `docs/configuration.md` and `docs/security.md` quote these. */
export const TICKET_BUDGET = {
  tasks: 2_000,
  /** Titles, and the descriptions of the tasks that ask for snapshots. */
  characters: 1_000_000,
  /** Servers, over all tasks. */
  requests: 1_000,
  answerBytes: 5_000_000,
} as const;

/** Other requests wait no longer than this, and one task more. */
const SLICE_MS = 20;

/**
 * Parses all tasks, in slices, so that what follows finds them parsed. Throws `AppError`
 * `ticket-too-large` as soon as the ticket asks for more than its budget.
 */
export async function parseWithinBudget(
  ticket: Pick<Ticket, 'reference'>,
  tasks: readonly Task[],
): Promise<void> {
  const { reference } = ticket;
  if (tasks.length > TICKET_BUDGET.tasks) throw tooLarge(reference, 'tasks', tasks.length);
  const sum = { characters: 0, requests: 0 };
  let sliceBegan = performance.now();
  for (const task of tasks) {
    const reading = parseTask(task);
    sum.characters += task.title.length + countDescription(task, reading);
    sum.requests += reading.kind === 'requests' ? reading.requests.length : 0;
    if (sum.characters > TICKET_BUDGET.characters) throw tooLarge(reference, 'characters');
    if (sum.requests > TICKET_BUDGET.requests) throw tooLarge(reference, 'requests');
    if (performance.now() - sliceBegan > SLICE_MS) {
      await nextTurn();
      sliceBegan = performance.now();
    }
  }
}

/** The last line of defense: what is shown, stored and sent to a browser is this large at most. */
export function requireAnswerWithinBudget(plan: Plan): Plan {
  // Each character is at least a byte; most plans are far below and need no closer look.
  const text = JSON.stringify(plan);
  if (Buffer.byteLength(text) <= TICKET_BUDGET.answerBytes) return plan;
  throw tooLarge(plan.ticket.reference, 'answerBytes');
}

/** A description that no one parses costs nothing. */
function countDescription({ descriptionHtml }: Task, { kind }: TaskReading): number {
  return kind === 'requests' || kind === 'problem' ? (descriptionHtml?.length ?? 0) : 0;
}

const LABELS: Readonly<Record<keyof typeof TICKET_BUDGET, string>> = {
  tasks: 'tasks',
  characters: 'characters of task text',
  requests: 'servers to snapshot',
  answerBytes: 'bytes of dry-run result',
};

const NUMBER = new Intl.NumberFormat('en-US');

function tooLarge(reference: string, part: keyof typeof TICKET_BUDGET, count?: number): AppError {
  const most = NUMBER.format(TICKET_BUDGET[part]);
  const has = count === undefined ? `more than ${most}` : NUMBER.format(count);
  return new AppError({
    code: 'ticket-too-large',
    message: `${reference} is too large: it has ${has} ${LABELS[part]}. The limit is ${most}.`,
    hint: 'Split the change into several tickets, or shorten the descriptions of its tasks.',
  });
}
