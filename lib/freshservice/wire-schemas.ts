import { z } from 'zod';

/*
 * What Freshservice API v2 sends. Accounts differ in plan, age and custom fields, so only the
 * envelope and the ids are required here; `map-ticket.ts` reads the fields one by one and marks what
 * it does not understand, so that one odd field does not hide a ticket.
 */

const wireTicket = z.record(z.string(), z.unknown());

export type WireTicket = z.infer<typeof wireTicket>;

// Ids are beyond 2^31 in real accounts but far below 2^53, so JSON numbers carry them exactly.
const id = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)]);

export const wireTask = z.looseObject({ id });

export type WireTask = z.infer<typeof wireTask>;

/** The envelope names the kind: `{change: …}`, `{ticket: …}` or `{problem: …}`. */
export const ticketReplies = {
  CHN: z.object({ change: wireTicket }).transform((reply) => reply.change),
  INC: z.object({ ticket: wireTicket }).transform((reply) => reply.ticket),
  SR: z.object({ ticket: wireTicket }).transform((reply) => reply.ticket),
  PRB: z.object({ problem: wireTicket }).transform((reply) => reply.problem),
} as const;

/** One task: `{task: …}`. */
export const taskReply = z.object({ task: wireTask }).transform((reply) => reply.task);

const wireNote = z.looseObject({ id, body_text: z.string().nullish(), body: z.string().nullish() });

/** A note that was just written; conversations of tickets come in an envelope of another name. */
export const noteReply = z
  .union([z.object({ note: wireNote }), z.object({ conversation: wireNote })])
  .transform((reply) => ('note' in reply ? reply.note : reply.conversation));

export const notesReply = z
  .union([z.object({ notes: z.array(wireNote) }), z.object({ conversations: z.array(wireNote) })])
  .transform((reply) => ('notes' in reply ? reply.notes : reply.conversations));
/** Records whose fields are read one by one. */
const records = z.array(z.record(z.string(), z.unknown())).max(1_000);

export const approvalsReply = z
  .object({ approvals: records })
  .transform((reply) => reply.approvals);

export const changesReply = z.object({ changes: records }).transform((reply) => reply.changes);

export const personReplies = {
  requesters: z.object({ requester: wireTicket }).transform((reply) => reply.requester),
  agents: z.object({ agent: wireTicket }).transform((reply) => reply.agent),
} as const;

/** Only that it is a list: how long it is must be known before anything in it is looked at. */
export const tasksReply = z
  .object({ tasks: z.custom<readonly unknown[]>(Array.isArray) })
  .transform((reply) => reply.tasks);
