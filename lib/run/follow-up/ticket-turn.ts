import type { TicketReference } from '@/lib/ticket/ticket';
import type { NoteStatus, RunKind, TaskResult } from '../run';

/** A run whose ticket is due, as its row was when this process took it. */
export type DueTicket = {
  readonly id: string;
  readonly kind: RunKind;
  readonly ticket: string;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly noteStatus: NoteStatus | null;
  readonly noteId: string | null;
  readonly taskResults: readonly TaskResult[] | null;
};

/** One process's turn with one ticket. Moments are by `performance.now()`. */
export type TicketTurn = {
  readonly reference: TicketReference;
  /** No further task is begun; the rest has a turn of its own. */
  readonly stopAt: number;
  /** No write is sent: another process may have the ticket from here on. */
  readonly deadlineAt: number;
};

/** `waiting`: something is still to come, such as a pending snapshot. */
export type TicketProgress = 'settled' | 'waiting' | 'out-of-time';
