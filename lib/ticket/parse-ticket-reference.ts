import { normaliseLine } from '@/lib/text/normalise-text';
import { readTicketLink } from './read-ticket-link';
import { readTicketNumber } from './read-ticket-number';
import type { TicketKind, TicketReference } from './ticket';

export type ReferenceResult =
  | { readonly ok: true; readonly reference: TicketReference }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** What a person may write, as shown beside every refusal. */
const ACCEPTED_REFERENCES =
  '7303, #7303, CHN-7303, INC-7303, SR-7303, PRB-7303, or a link to the ticket in Freshservice';

const KINDS: Readonly<Record<string, TicketKind>> = {
  CHN: 'CHN',
  INC: 'INC',
  SR: 'SR',
  PRB: 'PRB',
};
// `CHN-7303`, `chn 7303`, `CHN7303`, `#CHN-7303`; word processors turn the dash into a longer one.
const WRITTEN = /^#? ?(?:(chn|inc|sr|prb) ?[-#\u2010-\u2014]? ?)?(\d+)$/i;
// Longer than any link that Freshservice makes.
const INPUT_LIMIT_CHARS = 2_000;

/**
 * Reads what a person typed or pasted into the search box. Says yes only to the forms of
 * `ACCEPTED_REFERENCES`, so nothing else can ever become part of a request.
 * @param freshserviceUrl the configured API address; links count only when they have its host.
 */
export function parseTicketReference(input: string, freshserviceUrl: string): ReferenceResult {
  if (input.length > INPUT_LIMIT_CHARS) return refuse('The text is too long to be a reference.');
  const written = normaliseLine(input);
  if (written === '') return refuse('Nothing was entered.');

  const link = readTicketLink(written, freshserviceUrl);
  if (link !== null) return link.ok ? link : refuse(link.reason);

  const parts = WRITTEN.exec(written);
  const number = readTicketNumber(parts?.[2] ?? '');
  if (number === null) return refuse('This is not a ticket number or a link to a ticket.');
  // A bare number means a change: that is what this tool was made for.
  const kind = KINDS[(parts?.[1] ?? 'CHN').toUpperCase()] ?? 'CHN';
  return { ok: true, reference: { kind, number } };
}

/** The one canonical form, such as `CHN-7303`: stored, shown and used in URLs. */
export function formatTicketReference(reference: TicketReference): string {
  return `${reference.kind}-${reference.number}`;
}

/** Reads a reference from one of our own URLs: the canonical form or nothing. */
export function parseCanonicalReference(text: string): TicketReference | null {
  const parts = /^(CHN|INC|SR|PRB)-([1-9]\d{0,15})$/.exec(text);
  const kind = KINDS[parts?.[1] ?? ''];
  const number = readTicketNumber(parts?.[2] ?? '');
  return kind === undefined || number === null ? null : { kind, number };
}

function refuse(reason: string): ReferenceResult {
  return {
    ok: false,
    message: `${reason} Accepted: ${ACCEPTED_REFERENCES}.`,
    hint: 'Copy the number from the top of the ticket in Freshservice, or paste the address of its page.',
  };
}
