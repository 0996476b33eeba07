import type { ApprovalRecord, TicketFields } from './ticket-record';

/** Requesters and agents have ids of one space, and addresses of their own. */
export const REQUESTER_ID = 27_000_450_111;
/** Olga, who may also execute in Snapgate. */
export const AGENT_ID = 27_000_450_222;
const APPROVER_ID = 27_000_450_333;

export const REQUESTERS: Readonly<Record<number, object>> = {
  [REQUESTER_ID]: {
    id: REQUESTER_ID,
    first_name: 'Rita',
    last_name: 'Requester',
    primary_email: 'rita@example.com',
    secondary_emails: [],
  },
};

export const AGENTS: Readonly<Record<number, object>> = {
  [AGENT_ID]: {
    id: AGENT_ID,
    first_name: 'Olga',
    last_name: 'Operator',
    email: 'Olga@Example.com',
  },
  [APPROVER_ID]: {
    id: APPROVER_ID,
    first_name: 'Greta',
    last_name: 'Approver',
    email: 'greta@example.com',
  },
};

const STATUS_NAMES: Readonly<Record<number, string>> = {
  0: 'requested',
  1: 'approved',
  2: 'rejected',
  3: 'cancelled',
};

/** What Freshservice would have beside a change of this approval status, by Greta. */
export function buildApprovals(
  fields: Pick<TicketFields, 'id' | 'approval_status' | 'created_at'>,
  approver: { readonly id: number; readonly name: string } = {
    id: APPROVER_ID,
    name: 'Greta Approver',
  },
): readonly ApprovalRecord[] {
  const status = fields.approval_status ?? -1;
  const name = STATUS_NAMES[status];
  if (name === undefined) return [];
  return [
    {
      id: fields.id * 10 + 1,
      created_at: fields.created_at,
      updated_at: fields.created_at,
      approver_id: approver.id,
      approver_name: approver.name,
      approval_type: 1,
      user_id: AGENT_ID,
      user_name: 'Olga Operator',
      level: 1,
      approval_status: { id: status, name },
      delegatee: null,
      latest_remark: '',
    },
  ];
}
