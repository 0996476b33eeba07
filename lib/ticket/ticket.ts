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
};

/** Which of the three ways of writing a request a task uses. */
export type SnapshotSyntax = 'name-and-address' | 'address-in-title' | 'list';

/** What a task asks for. `serverName` is null where it is to come from the Name tag. */
export type SnapshotRequest = {
  readonly taskId: string;
  readonly serverName: string | null;
  readonly target:
    | { readonly by: 'address'; readonly address: string }
    | { readonly by: 'name'; readonly name: string };
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
