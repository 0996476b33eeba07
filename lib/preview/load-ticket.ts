import { AppError } from '@/lib/errors/app-error';
import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import {
  formatTicketReference,
  parseTicketReference,
  type FreshserviceHosts,
} from '@/lib/ticket/parse-ticket-reference';
import { confirmApproval, fetchSignOff } from '@/lib/freshservice/sign-off';
import type { SignOff, Task, Ticket, TicketReference } from '@/lib/ticket/ticket';
import { parseWithinBudget } from './ticket-budget';

/** A ticket with all its tasks, as Freshservice had them at one moment. */
export type LoadedTicket = {
  readonly ticket: Ticket;
  readonly tasks: readonly Task[];
  readonly readAt: Date;
  /** Who requested and approved it; null where that was not asked for. */
  readonly signOff: SignOff | null;
};

/** What is read of a change besides itself and its tasks. */
export type SignOffWanted = {
  /** Whether the approvals confirm the change's own status. */
  readonly approvals: boolean;
  /** Who the people are. */
  readonly people: boolean;
};

/**
 * Ticket and tasks, side by side, and the tasks parsed. Throws `AppError` when Freshservice cannot
 * be read or the ticket is too large.
 */
export async function loadTicket(
  freshservice: Freshservice,
  reference: TicketReference,
  now: () => Date,
  wanted: SignOffWanted = { approvals: false, people: false },
): Promise<LoadedTicket> {
  const readAt = now();
  const isChange = reference.kind === 'CHN';
  const [found, tasks, approvals] = await Promise.all([
    freshservice.fetchTicket(reference),
    freshservice.fetchTasks(reference),
    isChange && (wanted.approvals || wanted.people)
      ? fetchApprovals(freshservice, reference.number)
      : null,
  ]);
  const ticket = confirmApproval(found, approvals ?? []);
  const { requesterId = null } = ticket;
  const [signOff] = await Promise.all([
    isChange && wanted.people
      ? fetchSignOff(requesterId, approvals, freshservice.fetchEmails)
      : null,
    parseWithinBudget(ticket, tasks),
  ]);
  return { ticket, tasks, readAt, signOff };
}

/** Approvals that cannot be read confirm nothing and contradict nothing; four eyes says so. */
async function fetchApprovals({ fetchApprovals: fetch }: Freshservice, changeNumber: number) {
  try {
    return await fetch(changeNumber);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** What a person typed or pasted, as a reference. Throws `AppError` with the accepted forms. */
export function requireReference(input: string, hosts: FreshserviceHosts): TicketReference {
  const parsed = parseTicketReference(input, hosts);
  if (parsed.ok) return parsed.reference;
  throw new AppError({
    code: 'reference-unreadable',
    message: parsed.message,
    hint: parsed.hint,
  });
}

type TicketPath =
  | { readonly ok: true; readonly path: string; readonly reference: string }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Where the page of a ticket is, from whatever a person typed or pasted. */
export function findTicketPath(typed: string, hosts: FreshserviceHosts): TicketPath {
  const parsed = parseTicketReference(typed, hosts);
  if (!parsed.ok) return { ok: false, message: parsed.message, hint: parsed.hint };
  const reference = formatTicketReference(parsed.reference);
  return { ok: true, reference, path: `/tickets/${reference}` };
}
