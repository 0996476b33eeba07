import { hash } from 'node:crypto';
import { writeInstantText } from './instant';

/** 1: until November 2026; instants as text, no state. 2: instants as numbers, with the state. */
export type Format = 1 | 2;

/** An event as its document needs it: every field but `seq` as PostgreSQL prints it. */
export type ChainedEvent = {
  readonly runId: string;
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: string;
  readonly level: string;
  readonly code: string;
  readonly message: string;
  readonly stepId: string | null;
  /** The text of the `jsonb`; it goes into the document as it is. */
  readonly data: string;
  readonly format: number;
  /** Format 2: what the run's row said by then, and its step's if it has one; SHA-256 each, hex. */
  readonly state: string | null;
};

/**
 * The one text that an event's hash is over: what PostgreSQL prints for a `jsonb` of these fields
 * (keys by length, then by bytes; one space after `:` and `,`). The trigger `event_chain` builds the
 * same one in SQL. `previous` is the hash of the event before, or of the run's record, in hex.
 */
export function writeEventDocument(event: ChainedEvent, previous: string): string {
  const isOld = event.format === 1;
  const at = isOld ? `"${writeInstantText(event.at)}"` : event.at;
  const sealed = isOld ? '' : `"state": ${quote(event.state)}, "format": ${event.format}, `;
  return (
    `{"at": ${at}, "run": "${event.runId}", "seq": ${event.seq}, ` +
    `"code": ${JSON.stringify(event.code)}, "data": ${event.data}, "step": ${quote(event.stepId)}, ` +
    `"level": ${JSON.stringify(event.level)}, ${sealed}"message": ${JSON.stringify(event.message)}, ` +
    `"previous": "${previous}"}`
  );
}

/** SHA-256 of a text's UTF-8, in hex. */
export function hashText(text: string): string {
  return hash('sha256', text);
}

function quote(plain: string | null): string {
  return plain === null ? 'null' : `"${plain}"`;
}
