import { readTicketNumber } from './read-ticket-number';
import type { TicketKind, TicketReference } from './ticket';

type LinkReading =
  | { readonly ok: true; readonly reference: TicketReference }
  | { readonly ok: false; readonly reason: string };

const KIND_OF_PATH: Readonly<Record<string, TicketKind>> = {
  changes: 'CHN',
  // Freshservice shows incidents and service requests at one address; both are read the same way.
  tickets: 'INC',
  problems: 'PRB',
};
const TICKET_PATH = /^\/(?:itil\/|a\/)?(changes|tickets|problems)\/(\d+)\/?$/;

/** Reads a pasted link to a ticket. Null: this is not a link at all. */
export function readTicketLink(written: string, freshserviceUrl: string): LinkReading | null {
  const host = parseUrl(freshserviceUrl)?.host ?? null;
  const link = completeLink(written, host);
  if (link === null) return null;

  const url = parseUrl(link);
  if (url === null) return { ok: false, reason: 'This link cannot be read.' };
  if (!leadsToHost(url, host)) {
    return { ok: false, reason: 'This link does not lead to your Freshservice.' };
  }
  return readTicketPath(url.pathname);
}

/** Some browsers and chats leave the `https://` out when an address is copied. */
function completeLink(written: string, host: string | null): string | null {
  if (/^https?:\/\//i.test(written)) return written;
  const schemeless = host !== null && written.toLowerCase().startsWith(`${host}/`);
  return schemeless ? `https://${written}` : null;
}

/** `https://our-host@elsewhere/` and `https://user:secret@our-host/` are not links of ours. */
function leadsToHost(url: URL, host: string | null): boolean {
  return url.host === host && url.username === '' && url.password === '';
}

function readTicketPath(path: string): LinkReading {
  const parts = TICKET_PATH.exec(path);
  const kind = KIND_OF_PATH[parts?.[1] ?? ''];
  const number = readTicketNumber(parts?.[2] ?? '');
  return kind === undefined || number === null
    ? { ok: false, reason: 'This link leads to Freshservice, but not to a ticket.' }
    : { ok: true, reference: { kind, number } };
}

// The URL parser skips spaces and line ends that nobody would expect inside a link.
function parseUrl(text: string): URL | null {
  return !/\s/.test(text) && URL.canParse(text) ? new URL(text) : null;
}
