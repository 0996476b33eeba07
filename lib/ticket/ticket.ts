/** What a person may name: a change, an incident, a service request or a problem. */
export type TicketKind = 'CHN' | 'INC' | 'SR' | 'PRB';

export type TicketReference = { readonly kind: TicketKind; readonly number: number };

/** A Freshservice ticket in our words. Times are ISO 8601 UTC. */
export type Ticket = {
  /** Canonical form, such as `CHN-7303`; the only form that is stored, shown and put into URLs. */
  readonly reference: string;
  readonly subject: string;
  /** Where a person reads the ticket in Freshservice. */
  readonly url: string;
  readonly status: { readonly code: number; readonly label: string; readonly closed: boolean };
  /** `null` where this kind of ticket knows no approval. */
  readonly approval: {
    readonly code: number;
    readonly label: string;
    readonly approved: boolean;
  } | null;
  readonly plannedStartAt: string | null;
  readonly plannedEndAt: string | null;
  readonly blackoutWindow: TimeWindow | null;
  /** Freshservice's ids of people. Absent in plans of earlier releases. */
  readonly requesterId?: string | null;
  readonly agentId?: string | null;
  /** In Freshservice's trash, or marked as spam there. Absent in plans of earlier releases. */
  readonly discarded?: 'deleted' | 'spam' | null;
  /** Absent in plans of earlier releases. */
  readonly unknownFields?: readonly UnknownField[];
};

/** Who requested a change and who approved it. Email addresses in lower case; null: unknown. */
export type SignOff = {
  readonly requester: readonly string[] | null;
  /** Null: could not be read. */
  readonly approvals:
    | readonly {
        readonly approved: boolean;
        readonly name: string | null;
        readonly approver: readonly string[] | null;
      }[]
    | null;
};

/** A field that Freshservice sent in a form that is not understood. */
export type UnknownField = {
  /** Freshservice's own name, such as `planned_start_date`. */
  readonly field: string;
  readonly found: string;
};

export type TimeWindow = {
  readonly name: string | null;
  readonly startAt: string | null;
  readonly endAt: string | null;
};

/** One task of a ticket as Freshservice returned it; `descriptionHtml` is untouched rich text. */
export type Task = {
  readonly id: string;
  readonly title: string;
  readonly descriptionHtml: string | null;
  readonly status: number;
  readonly deleted: boolean;
  readonly unknownFields?: readonly UnknownField[];
};

/** Which of the three ways of writing a request a task uses. */
export type SnapshotSyntax = 'name-and-address' | 'address-in-title' | 'list';

/** What a task asks for. `serverName` is null where it is to come from the Name tag. */
export type SnapshotRequest = {
  readonly taskId: string;
  readonly serverName: string | null;
  readonly target:
    | { readonly by: 'address'; readonly address: string }
    /** With the blanks between words as they were written; `trailing`: those behind it, if any. */
    | { readonly by: 'name'; readonly name: string; readonly trailing?: string };
};

export type TaskProblemCode =
  | 'title-without-name'
  | 'title-malformed'
  | 'description-missing'
  | 'address-missing'
  | 'address-several'
  | 'address-invalid'
  | 'address-range'
  | 'wildcard-refused'
  | 'list-empty';

/** Why a snapshot task cannot be followed: what was found, and what to do about it. */
export type TaskProblem = {
  readonly code: TaskProblemCode;
  readonly message: string;
  readonly hint: string;
};

/** The one verdict that reading a task gives. `text` is the plain text that was read. */
export type TaskReading =
  | { readonly kind: 'ignored' }
  /** Its title looks like a request and is none; `suggestedTitle` is how it would be one. */
  | { readonly kind: 'near-miss'; readonly suggestedTitle: string }
  | { readonly kind: 'closed'; readonly reason: 'completed' | 'deleted' }
  | {
      readonly kind: 'problem';
      readonly syntax: SnapshotSyntax;
      readonly text: string;
      readonly problems: readonly TaskProblem[];
    }
  | {
      readonly kind: 'requests';
      readonly syntax: SnapshotSyntax;
      readonly text: string;
      readonly requests: readonly SnapshotRequest[];
    };

export type ParsedRequest = Pick<SnapshotRequest, 'serverName' | 'target'>;

/** What a task asks for, or everything that is wrong with it: never a part of a request. */
export type ParsedRequests =
  | { readonly ok: true; readonly requests: readonly ParsedRequest[] }
  | { readonly ok: false; readonly problems: readonly TaskProblem[] };
