import { z } from 'zod';

/*
 * What Freshservice API v2 sends. Accounts differ in plan, age and custom fields, so only the
 * envelope and the ids are required here; `map-ticket.ts` reads the fields one by one and marks what
 * it does not understand, so that one odd field does not hide a ticket.
 */

/** A ticket, a person or an approval: nothing in it is certain. */
const wireRecord = z.record(z.string(), z.unknown());

export type WireRecord = z.infer<typeof wireRecord>;

// Ids are beyond 2^31 in real accounts but far below 2^53, so JSON numbers carry them exactly.
const id = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)]);

export const wireTask = z.looseObject({ id });

export type WireTask = z.infer<typeof wireTask>;

const wireNote = z.looseObject({ id, body_text: z.string().nullish(), body: z.string().nullish() });

/** Records whose fields are read one by one. */
const records = z.array(wireRecord).max(1_000);

/** Each reply without its envelope. */
export const replies = {
  /** The envelope names the kind: `{change: …}`, `{ticket: …}` or `{problem: …}`. */
  ticket: {
    CHN: z.object({ change: wireRecord }).transform((reply) => reply.change),
    INC: z.object({ ticket: wireRecord }).transform((reply) => reply.ticket),
    SR: z.object({ ticket: wireRecord }).transform((reply) => reply.ticket),
    PRB: z.object({ problem: wireRecord }).transform((reply) => reply.problem),
  },
  changes: z.object({ changes: records }).transform((reply) => reply.changes),
  /** Only that it is a list: how long it is must be known before anything in it is looked at. */
  tasks: z
    .object({ tasks: z.custom<readonly unknown[]>(Array.isArray) })
    .transform((reply) => reply.tasks),
  task: z.object({ task: wireTask }).transform((reply) => reply.task),
  /** A note that was just written; conversations of tickets come in an envelope of another name. */
  note: z
    .union([z.object({ note: wireNote }), z.object({ conversation: wireNote })])
    .transform((reply) => ('note' in reply ? reply.note : reply.conversation)),
  notes: z
    .union([z.object({ notes: z.array(wireNote) }), z.object({ conversations: z.array(wireNote) })])
    .transform((reply) => ('notes' in reply ? reply.notes : reply.conversations)),
  approvals: z.object({ approvals: records }).transform((reply) => reply.approvals),
  person: {
    requesters: z.object({ requester: wireRecord }).transform((reply) => reply.requester),
    agents: z.object({ agent: wireRecord }).transform((reply) => reply.agent),
  },
} as const;
