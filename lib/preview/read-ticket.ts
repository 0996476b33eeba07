import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import type { Task, Ticket, TicketReference } from '@/lib/ticket/ticket';

/** A ticket with all its tasks, as Freshservice had them at one moment. */
export type TicketReading = {
  readonly ticket: Ticket;
  readonly tasks: readonly Task[];
  readonly readAt: Date;
};

/** Ticket and tasks, side by side. Throws `AppError` when Freshservice cannot be read. */
export async function readTicket(
  freshservice: Freshservice,
  reference: TicketReference,
  now: () => Date,
): Promise<TicketReading> {
  const readAt = now();
  const [ticket, tasks] = await Promise.all([
    freshservice.fetchTicket(reference),
    freshservice.fetchTasks(reference),
  ]);
  return { ticket, tasks, readAt };
}
