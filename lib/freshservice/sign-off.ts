import { AppError } from '@/lib/errors/app-error';
import { readLine } from '@/lib/text/read-line';
import type { SignOff, Ticket } from '@/lib/ticket/ticket';
import { labelApprovalCode } from './map-ticket';
import { parseReply } from './read-pages';
import { readId } from './read-id';
import { type Connection, sendRequest } from './send-request';
import { replies, type WireRecord } from './wire-schemas';

/** One approval of a change, as `GET /changes/{id}/approvals` has it. */
export type Approval = {
  readonly approverId: string | null;
  readonly approverName: string | null;
  /** Another person decided in the approver's place; who is not said. */
  readonly delegated: boolean;
  readonly status: { readonly code: number | null; readonly name: string };
};

/** Freshservice's maximum; more is an error there. */
const APPROVALS_PER_PAGE = 100;

/** Of a change: one by one, those without a named status left out. */
export async function fetchApprovals(
  connection: Connection,
  baseUrl: string,
  changeNumber: number,
): Promise<readonly Approval[]> {
  const reply = await sendRequest(
    connection,
    new URL(`${baseUrl}/changes/${changeNumber}/approvals?per_page=${APPROVALS_PER_PAGE}`),
  );
  return parseReply(replies.approvals, reply).flatMap(mapApproval);
}

/** An approval without a named status says nothing and is left out. Pure. */
export function mapApproval(wire: WireRecord): readonly Approval[] {
  const status = readObject(wire['approval_status']);
  const name = typeof status?.['name'] === 'string' ? readLine(status['name'], 60) : '';
  if (name === '') return [];
  const code = status?.['id'];
  const approverName = wire['approver_name'];
  return [
    {
      approverId: readId(wire['approver_id']),
      approverName: typeof approverName === 'string' ? readLine(approverName, 100) : null,
      delegated: (wire['delegatee'] ?? null) !== null,
      status: { code: typeof code === 'number' ? code : null, name },
    },
  ];
}

function readObject(value: unknown): WireRecord | null {
  return typeof value === 'object' && value !== null ? (value as WireRecord) : null;
}

/**
 * Public sources disagree about what the numbers of `approval_status` mean, so "Approved" counts only
 * while the approvals' own names do not contradict it. Pure.
 */
export function confirmApproval(ticket: Ticket, approvals: readonly Approval[]): Ticket {
  const { approval } = ticket;
  if (approval?.approved !== true || approvals.length === 0) return ticket;
  const renamed = approvals.find(
    ({ status }) => status.code !== null && labelApprovalCode(status.code) !== plain(status.name),
  );
  const named = approvals.find(({ status }) => status.code === approval.code);
  const found =
    named !== undefined && !isApproved(named)
      ? `Freshservice names it “${named.status.name}”`
      : renamed !== undefined
        ? `Freshservice names status ${renamed.status.code} “${renamed.status.name}”`
        : approvals.some(isApproved)
          ? null
          : `no approval is named approved, but “${approvals[0]?.status.name ?? ''}”`;
  if (found === null) return ticket;
  const label = `Contradictory: status ${approval.code} reads as ${approval.label}, but ${found}`;
  return { ...ticket, approval: { ...approval, label, approved: false } };
}

function isApproved({ status }: Approval): boolean {
  return plain(status.name) === 'approved';
}

function plain(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  return words.replace('canceled', 'cancelled');
}

/** More approvers than a change has. */
const MAX_PEOPLE = 20;

/** Looks the people of a change up: who requested it, and who approved it. */
export async function fetchSignOff(
  requesterId: string | null,
  approvals: readonly Approval[] | null,
  fetchEmailsOf: (personId: string) => Promise<readonly string[] | null>,
): Promise<SignOff> {
  const approvers = (approvals ?? []).filter(isApproved).map(({ approverId }) => approverId);
  const ids = [...new Set([requesterId, ...approvers])].filter((id) => id !== null);
  const looked = await Promise.all(
    ids.slice(0, MAX_PEOPLE).map(async (id) => [id, await fetchEmailsOf(id)] as const),
  );
  const emails = new Map(looked);
  const emailsOf = (id: string | null) => (id === null ? null : (emails.get(id) ?? null));
  return {
    requester: emailsOf(requesterId),
    approvals:
      approvals?.map((approval) => ({
        approved: isApproved(approval),
        name: approval.approverName,
        approver: approval.delegated ? null : emailsOf(approval.approverId),
      })) ?? null,
  };
}

/** In lower case; null: no one, or not for this key. An id can be a requester's or an agent's. */
export async function fetchEmails(
  connection: Connection,
  baseUrl: string,
  personId: string,
): Promise<readonly string[] | null> {
  for (const kind of ['requesters', 'agents'] as const) {
    try {
      const reply = await sendRequest(connection, new URL(`${baseUrl}/${kind}/${personId}`));
      const emails = readEmails(parseReply(replies.person[kind], reply));
      if (emails !== null) return emails;
    } catch (error) {
      if (!isUnknownPerson(error)) throw error;
    }
  }
  return null;
}

/** Lower case. Null: the reply names none. Requesters have several addresses, agents one. Pure. */
function readEmails(person: WireRecord | null): readonly string[] | null {
  if (person === null) return null;
  const { email, primary_email: primary, secondary_emails: others } = person;
  const all = [email, primary, ...(Array.isArray(others) ? (others as unknown[]) : [])];
  const emails = all.flatMap((one) =>
    typeof one === 'string' && one.includes('@') ? [one.trim().toLowerCase()] : [],
  );
  return emails.length === 0 ? null : [...new Set(emails)];
}

/** Not there, or not for this key: the person is unknown. Anything else is a failure. */
function isUnknownPerson(error: unknown): boolean {
  return (
    error instanceof AppError &&
    ['ticket-not-found', 'freshservice-unauthorized', 'freshservice-refused'].includes(error.code)
  );
}
