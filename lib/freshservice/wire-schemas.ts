import { z } from 'zod';

/*
 * What Freshservice API v2 sends, as far as Snapgate needs it. Unknown fields are ignored and
 * optional ones may be absent or null, because accounts differ in plan, age and custom fields.
 */

/** An instant such as `2026-11-02T10:00:00Z`; an empty text counts as absent. */
const instant = z
  .string()
  .transform((text, context) => {
    if (text.trim() === '') return null;
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) return time.toISOString();
    context.addIssue({ code: 'custom', message: 'not a date' });
    return z.NEVER;
  })
  .nullish()
  .transform((time) => time ?? null);

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const changeWindow = z.object({
  name: text,
  window_start_date: instant,
  window_end_date: instant,
  // The same two instants under the names that some accounts were seen to use.
  start_date: instant,
  end_date: instant,
});

const wireTicket = z.object({
  subject: text,
  status: z.number().int(),
  approval_status: z.number().int().nullish(),
  planned_start_date: instant,
  planned_end_date: instant,
  blackout_window: changeWindow.nullish(),
});

export type WireTicket = z.infer<typeof wireTicket>;

const wireTask = z.object({
  // Ids are beyond 2^31 in real accounts but far below 2^53, so JSON numbers carry them exactly.
  id: z.number().int().nonnegative(),
  title: text,
  description: text,
  status: z.number().int(),
  deleted: z.boolean().nullish(),
});

export type WireTask = z.infer<typeof wireTask>;

/** The envelope names the kind: `{change: …}`, `{ticket: …}` or `{problem: …}`. */
export const ticketReplies = {
  CHN: z.object({ change: wireTicket }).transform((reply) => reply.change),
  INC: z.object({ ticket: wireTicket }).transform((reply) => reply.ticket),
  SR: z.object({ ticket: wireTicket }).transform((reply) => reply.ticket),
  PRB: z.object({ problem: wireTicket }).transform((reply) => reply.problem),
} as const;

export const tasksReply = z.object({ tasks: z.array(wireTask) }).transform((reply) => reply.tasks);
