import { readLine } from '@/lib/text/read-line';
import type { Task, Ticket, TicketReference, TimeWindow } from '@/lib/ticket/ticket';
import { buildTicketUrl } from './ticket-paths';
import { labelApproval, labelStatus } from './ticket-status';
import type { WireTask, WireTicket } from './wire-schemas';

/** A ticket as Freshservice sent it, in our words. Pure. */
export function mapTicket(wire: WireTicket, reference: TicketReference, apiUrl: string): Ticket {
  return {
    reference: `${reference.kind}-${reference.number}`,
    subject: readLine(wire.subject ?? ''),
    url: buildTicketUrl(apiUrl, reference),
    status: labelStatus(reference.kind, wire.status),
    approval: mapApproval(wire, reference),
    plannedStartAt: wire.planned_start_date,
    plannedEndAt: wire.planned_end_date,
    blackoutWindow: mapWindow(wire.blackout_window ?? null),
  };
}

/** A task as Freshservice sent it; its description stays untouched HTML. Pure. */
export function mapTask(wire: WireTask): Task {
  return {
    id: String(wire.id),
    title: readLine(wire.title ?? ''),
    descriptionHtml: wire.description,
    status: wire.status,
    deleted: wire.deleted ?? false,
  };
}

// Only changes go through approval in the sense of SPEC; a service request's own approvals are
// about buying things, not about touching servers.
function mapApproval(wire: WireTicket, reference: TicketReference): Ticket['approval'] {
  if (reference.kind !== 'CHN') return null;
  return wire.approval_status == null ? null : labelApproval(wire.approval_status);
}

/** Freshservice sends `{}` where a change lies in no window. */
function mapWindow(wire: WireTicket['blackout_window'] | null): TimeWindow | null {
  if (wire == null) return null;
  const startAt = wire.window_start_date ?? wire.start_date;
  const endAt = wire.window_end_date ?? wire.end_date;
  return wire.name === null && startAt === null && endAt === null
    ? null
    : { name: wire.name === null ? null : readLine(wire.name), startAt, endAt };
}
