import { readLine } from '@/lib/text/read-line';
import { formatTicketReference } from '@/lib/ticket/parse-ticket-reference';
import type { Task, Ticket, TicketKind, TicketReference, TimeWindow } from '@/lib/ticket/ticket';
import { readFields, type FieldReader } from './field-reader';
import { readId } from './read-id';
import { buildTicketPath } from './ticket-paths';
import type { WireRecord, WireTask } from './wire-schemas';

/** A ticket as Freshservice sent it, in our words. Pure. */
export function mapTicket(wire: WireRecord, asked: TicketReference, apiUrl: string): Ticket {
  const fields = readFields(wire);
  const reference = { ...asked, kind: readKind(fields.text('type'), asked.kind) };
  const deleted = fields.flag('deleted');
  const spam = fields.flag('spam');
  return {
    reference: formatTicketReference(reference),
    subject: readLine(fields.text('subject') ?? ''),
    url: buildTicketUrl(apiUrl, reference),
    status: readStatus(reference.kind, fields),
    approval: mapApproval(fields, reference),
    plannedStartAt: fields.instant('planned_start_date'),
    plannedEndAt: fields.instant('planned_end_date'),
    blackoutWindow: mapWindow(fields.within('blackout_window')),
    requesterId: readId(wire['requester_id']),
    agentId: readId(wire['agent_id'] ?? wire['responder_id']),
    discarded: deleted ? 'deleted' : spam ? 'spam' : null,
    unknownFields: fields.unknown,
  };
}

/** Where a person reads the ticket, such as `https://acme.freshservice.com/a/changes/7303`. */
function buildTicketUrl(apiUrl: string, reference: { kind: TicketKind; number: number }): string {
  return `${new URL(apiUrl).origin}/a${buildTicketPath(reference)}`;
}

const TASK_STATUSES = { 1: 'Open', 2: 'In Progress', 3: 'Completed' };

/** A task as Freshservice sent it; its description stays untouched HTML. Pure. */
export function mapTask(wire: WireTask): Task {
  const fields = readFields(wire);
  const status = fields.code('status', TASK_STATUSES);
  if (status === null && fields.unknown.length === 0) fields.mark('status');
  return {
    id: String(wire.id),
    title: readLine(fields.text('title') ?? ''),
    descriptionHtml: fields.text('description'),
    // An unknown status counts as not closed, like the ones that admins add.
    status: status ?? UNKNOWN_CODE,
    deleted: fields.flag('deleted'),
    unknownFields: fields.unknown,
  };
}

const UNKNOWN_CODE = -1;

/** Incidents and service requests share one number space; the ticket itself knows which it is. */
function readKind(type: string | null, asked: TicketKind): TicketKind {
  if (asked !== 'INC' && asked !== 'SR') return asked;
  if (type === null) return asked;
  return /service.?request/i.test(type) ? 'SR' : 'INC';
}

// Only changes go through approval in the sense of SPEC; a service request's own approvals are
// about buying things, not about touching servers.
function mapApproval(fields: FieldReader, reference: TicketReference): Ticket['approval'] {
  if (reference.kind !== 'CHN') return null;
  const marked = fields.unknown.length;
  const code = fields.code('approval_status', APPROVALS);
  if (code !== null) return labelApproval(code);
  // What is not understood is no approval.
  const unknown = { code: UNKNOWN_CODE, label: 'Unknown', approved: false };
  return fields.unknown.length > marked ? unknown : null;
}

/** Freshservice sends `{}` where a change lies in no window. */
function mapWindow(fields: FieldReader | null): TimeWindow | null {
  if (fields === null) return null;
  const name = fields.text('name');
  // The same two instants under the names that some accounts were seen to use.
  const startAt = fields.instant('window_start_date') ?? fields.instant('start_date');
  const endAt = fields.instant('window_end_date') ?? fields.instant('end_date');
  return name === null && startAt === null && endAt === null
    ? null
    : { name: name === null ? null : readLine(name), startAt, endAt };
}

type StatusBook = { readonly labels: Readonly<Record<number, string>>; readonly closed: number };

const CHANGE: StatusBook = {
  labels: {
    1: 'Open',
    2: 'Planning',
    3: 'Awaiting Approval',
    4: 'Pending Release',
    5: 'Pending Review',
    6: 'Closed',
  },
  closed: 6,
};

// A resolved incident (4) counts as not closed: Freshservice reopens it by itself when the
// requester answers, so work on it is still legitimate.
const TICKET: StatusBook = {
  labels: { 2: 'Open', 3: 'Pending', 4: 'Resolved', 5: 'Closed' },
  closed: 5,
};

const PROBLEM: StatusBook = {
  labels: { 1: 'Open', 2: 'Change Requested', 3: 'Closed' },
  closed: 3,
};

const BOOKS: Readonly<Record<TicketKind, StatusBook>> = {
  CHN: CHANGE,
  INC: TICKET,
  SR: TICKET,
  PRB: PROBLEM,
};

const APPROVALS: Readonly<Record<number, string>> = {
  0: 'Requested',
  1: 'Approved',
  2: 'Rejected',
  3: 'Cancelled',
  4: 'Not requested',
  5: 'Peer responded',
};

function readStatus(kind: TicketKind, fields: FieldReader): Ticket['status'] {
  const marked = fields.unknown.length;
  const code = fields.code('status', BOOKS[kind].labels);
  if (code !== null) return labelStatus(kind, code);
  if (fields.unknown.length === marked) fields.mark('status');
  return { code: UNKNOWN_CODE, label: 'Unknown', closed: false };
}

/** Admins can add statuses of their own; those have a number but no name here. */
function labelStatus(
  kind: TicketKind,
  code: number,
): { readonly code: number; readonly label: string; readonly closed: boolean } {
  const book = BOOKS[kind];
  return { code, label: book.labels[code] ?? `Status ${code}`, closed: code === book.closed };
}

/** As the approvals name it, such as `not requested`; null: a number that is not documented. */
export function labelApprovalCode(code: number): string | null {
  return APPROVALS[code]?.toLowerCase() ?? null;
}

/** Only "Approved" is an approval; "Not requested" is for the policy to judge, not for us. */
function labelApproval(code: number): {
  readonly code: number;
  readonly label: string;
  readonly approved: boolean;
} {
  return { code, label: APPROVALS[code] ?? `Approval ${code}`, approved: code === 1 };
}
