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

/** One process's claim on one ticket. Times are `performance.now()` values. */
export type TicketClaim = {
  readonly reference: TicketReference;
  /** No further task is begun; the rest is left to the next claim. */
  readonly stopAt: number;
  /** No write is sent: another process may have the ticket from here on. */
  readonly deadlineAt: number;
};

/** `waiting`: something is still to come, such as a pending snapshot. */
export type TicketProgress = 'settled' | 'waiting' | 'out-of-time';
