import type { TicketKind } from '@/lib/ticket/ticket';

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

/** Admins can add statuses of their own; those have a number but no name here. */
export function labelStatus(
  kind: TicketKind,
  code: number,
): { readonly code: number; readonly label: string; readonly closed: boolean } {
  const book = BOOKS[kind];
  return { code, label: book.labels[code] ?? `Status ${code}`, closed: code === book.closed };
}

/** Only "Approved" is an approval; "Not requested" is for the policy to judge, not for us. */
export function labelApproval(code: number): {
  readonly code: number;
  readonly label: string;
  readonly approved: boolean;
} {
  return { code, label: APPROVALS[code] ?? `Approval ${code}`, approved: code === 1 };
}
