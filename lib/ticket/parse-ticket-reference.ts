import { normalizeLine } from '@/lib/text/normalize-text';
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
 * Links count only when they have one of the hosts.
 */
export function parseTicketReference(input: string, hosts: FreshserviceHosts): ReferenceResult {
  if (input.length > INPUT_LIMIT_CHARS) return refuse('The text is too long to be a reference.');
  const written = normalizeLine(input);
  if (written === '') return refuse('Nothing was entered.');

  const link = parseTicketLink(unwrap(written), hosts);
  if (link !== null) return link.ok ? link : refuse(link.reason);

  const parts = WRITTEN.exec(written);
  const number = parseTicketNumber(parts?.[2] ?? '');
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
  const number = parseTicketNumber(parts?.[2] ?? '');
  return kind === undefined || number === null ? null : { kind, number };
}

/**
 * What tells tickets apart: incidents and service requests share one number space, so `INC-4712` and
 * `SR-4712` are one ticket.
 */
export function identifyTicket({ kind, number }: TicketReference): string {
  return `${kind === 'SR' ? 'INC' : kind}-${number}`;
}

/** The kinds under which one number may have been recorded. */
export function listKindsOfSpace(kind: TicketKind): readonly TicketKind[] {
  return kind === 'INC' || kind === 'SR' ? ['INC', 'SR'] : [kind];
}

/** Whether two canonical forms mean the same ticket. */
export function isSameTicket(a: string, b: string): boolean {
  const [left, right] = [parseCanonicalReference(a), parseCanonicalReference(b)];
  return left === null || right === null ? a === b : identifyTicket(left) === identifyTicket(right);
}

function refuse(reason: string): ReferenceResult {
  return {
    ok: false,
    message: `${reason} Accepted: ${ACCEPTED_REFERENCES}.`,
    hint: 'Copy the number from the top of the ticket in Freshservice, or paste the address of its page.',
  };
}

/** Where a link to a ticket may lead. */
export type FreshserviceHosts = {
  /** The configured API address. */
  readonly url: string;
  /** Host names of the portal besides that of the API, lower case. */
  readonly portalHosts: readonly string[];
};

/** Mail programs and chats put links into angle brackets. */
function unwrap(written: string): string {
  return /^<[^<>]+>$/.test(written) ? written.slice(1, -1).trim() : written;
}

type LinkReading =
  | { readonly ok: true; readonly reference: TicketReference }
  | { readonly ok: false; readonly reason: string };

const KIND_OF_PATH: Readonly<Record<string, TicketKind>> = {
  changes: 'CHN',
  // Freshservice shows incidents and service requests at one address; both are read the same way.
  tickets: 'INC',
  problems: 'PRB',
};
// Below a ticket are its tabs and parts, such as `/a/changes/7303/tasks/12`.
const TICKET_PATH = /^\/(?:itil\/|a\/)?(changes|tickets|problems)\/(\d+)(?:\/[\w./-]*)?$/;

/** Reads a pasted link to a ticket. Null: this is not a link at all. */
function parseTicketLink(
  written: string,
  { url: apiUrl, portalHosts }: FreshserviceHosts,
): LinkReading | null {
  const own = parseUrl(apiUrl)?.host;
  const hosts = own === undefined ? [] : [own, ...portalHosts];
  const link = completeLink(written, hosts);
  if (link === null) return null;

  const url = parseUrl(link);
  if (url === null) return { ok: false, reason: 'This link cannot be read.' };
  if (!leadsToHost(url, hosts)) {
    return { ok: false, reason: 'This link does not lead to your Freshservice.' };
  }
  return findTicketPath(url.pathname);
}

/** Some browsers and chats leave the `https://` out when an address is copied. */
function completeLink(written: string, hosts: readonly string[]): string | null {
  if (/^https?:\/\//i.test(written)) return written;
  const schemeless = hosts.some((host) => written.toLowerCase().startsWith(`${host}/`));
  return schemeless ? `https://${written}` : null;
}

/** `https://our-host@elsewhere/` and `https://user:secret@our-host/` are not links of ours. */
function leadsToHost(url: URL, hosts: readonly string[]): boolean {
  return hosts.includes(url.host) && url.username === '' && url.password === '';
}

function findTicketPath(path: string): LinkReading {
  const parts = TICKET_PATH.exec(path);
  const kind = KIND_OF_PATH[parts?.[1] ?? ''];
  const number = parseTicketNumber(parts?.[2] ?? '');
  return kind === undefined || number === null
    ? { ok: false, reason: 'This link leads to Freshservice, but not to a ticket.' }
    : { ok: true, reference: { kind, number } };
}

// The URL parser skips spaces and line ends that no one would expect inside a link.
function parseUrl(text: string): URL | null {
  return !/\s/.test(text) && URL.canParse(text) ? new URL(text) : null;
}

/** The number that digits stand for: leading zeros mean nothing, zero is no ticket. */
function parseTicketNumber(digits: string): number | null {
  if (!/^\d+$/.test(digits)) return null;
  const number = Number(digits);
  return number > 0 && Number.isSafeInteger(number) ? number : null;
}
