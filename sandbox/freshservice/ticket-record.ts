/** A task as Freshservice API v2 returns it. */
export type TaskRecord = {
  readonly id: number;
  readonly agent_id: number | null;
  readonly group_id: number | null;
  /** 1 Open, 2 In Progress, 3 Completed; administrators add others. */
  readonly status: number;
  readonly due_date: string;
  readonly notify_before: number;
  readonly title: string;
  /** Rich text. */
  readonly description: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
  readonly deleted: boolean;
  readonly workspace_id: number;
  readonly custom_fields: Readonly<Record<string, unknown>>;
};

/** `GET /changes/{n}`, `/tickets/{n}` and `/problems/{n}`: what they share, and what changes add. */
export type TicketFields = {
  readonly id: number;
  readonly subject: string;
  readonly description: string;
  readonly description_text: string;
  readonly requester_id: number;
  readonly agent_id?: number | null;
  readonly responder_id?: number | null;
  readonly priority: number;
  readonly status: number;
  readonly workspace_id: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly type?: string;
  readonly deleted?: boolean;
  readonly spam?: boolean;
  readonly impact?: number;
  readonly risk?: number;
  readonly change_type?: number;
  readonly approval_status?: number;
  readonly planned_start_date?: string | null;
  readonly planned_end_date?: string | null;
  /** `{}` where the change lies in none. */
  readonly blackout_window?: WindowFields | Readonly<Record<string, never>>;
  readonly maintenance_window?: WindowFields | Readonly<Record<string, never>>;
};

export type WindowFields = {
  readonly id: number;
  readonly name: string;
  readonly start_date: string;
  readonly end_date: string;
};

export type NoteRecord = {
  readonly id: number;
  readonly body: string;
  readonly body_text: string;
  readonly created_at: string;
  /** As `created_at` until someone edits the note. */
  readonly updated_at: string;
  /** Of incidents and service requests only. */
  readonly private?: boolean;
};

/** One approval of a change, as `GET /changes/{n}/approvals` returns it. */
export type ApprovalRecord = {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly approver_id: number;
  readonly approver_name: string;
  readonly approval_type: number;
  /** Who asked for it. */
  readonly user_id: number;
  readonly user_name: string;
  readonly level: number;
  readonly approval_status: { readonly id: number; readonly name: string };
  readonly delegatee: null;
  readonly latest_remark: string;
};

/** The three kinds of address under `/api/v2`. */
export type Collection = 'changes' | 'tickets' | 'problems';

/** A ticket with everything that belongs to it. */
export type TicketRecord = {
  /** What people call it, such as `CHN-7303`. */
  readonly reference: string;
  readonly collection: Collection;
  readonly fields: TicketFields;
  readonly tasks: readonly TaskRecord[];
  readonly notes: readonly NoteRecord[];
  /** Of a change. */
  readonly approvals: readonly ApprovalRecord[];
};
