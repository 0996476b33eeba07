import { hash } from 'node:crypto';

/** An event as its document needs it: every field but `seq` as PostgreSQL prints it. */
export type ChainedEvent = {
  readonly runId: string;
  readonly seq: number;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  readonly level: string;
  readonly code: string;
  readonly message: string;
  readonly stepId: string | null;
  /** The text of the `jsonb`; it goes into the document as it is. */
  readonly data: string;
};

/**
 * The one text that an event's hash is over: what PostgreSQL prints for a `jsonb` of these fields
 * (keys by length, then by bytes; one space after `:` and `,`). The trigger `event_chain` builds the
 * same one in SQL. `previous` is the hash of the event before, or of the run's record, in hex.
 */
export function writeEventDocument(event: ChainedEvent, previous: string): string {
  const step = event.stepId === null ? 'null' : `"${event.stepId}"`;
  return (
    `{"at": "${event.at}", "run": "${event.runId}", "seq": ${event.seq}, ` +
    `"code": ${JSON.stringify(event.code)}, "data": ${event.data}, "step": ${step}, ` +
    `"level": ${JSON.stringify(event.level)}, "message": ${JSON.stringify(event.message)}, ` +
    `"previous": "${previous}"}`
  );
}

/** SHA-256 of a text's UTF-8, in hex. */
export function hashText(text: string): string {
  return hash('sha256', text);
}
