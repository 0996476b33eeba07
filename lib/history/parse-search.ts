import { normalizeLine } from '@/lib/text/normalize-text';
import { listKindsOfSpace } from '@/lib/ticket/parse-ticket-reference';

/** One thing the search box asks for. All of a search must be true of a run. */
export type SearchTerm =
  /** Ways to read one written ticket: a bare number can be a change, an incident or a problem. */
  | { readonly kind: 'ticket'; readonly tickets: readonly string[] }
  | { readonly kind: 'run'; readonly id: string }
  /** The first eight characters of a run's id, as pages and Slack shorten it. */
  | { readonly kind: 'run-start'; readonly start: string }
  | { readonly kind: 'snapshot'; readonly id: string }
  | { readonly kind: 'instance'; readonly id: string }
  | { readonly kind: 'volume'; readonly id: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'agent'; readonly email: string }
  /** Anything else: found as a part of what stands on the run. */
  | { readonly kind: 'text'; readonly text: string };

const KINDS = ['CHN', 'INC', 'SR', 'PRB'] as const;
const TICKET_IN_TWO_WORDS = /(^|\s)#?(chn|inc|sr|prb)\s(\d+)(?=\s|$)/g;
const QUOTED_OR_WORD = /"([^"]*)"|(\S+)/g;
const PASTED_AROUND = /^[([<{,;'"]+|[)\]>},;:.!?…'"]+$/g;

/**
 * Reads the search box. What is complete in itself, such as a ticket, an id, an address or an
 * e-mail, is looked up exactly; the rest is looked for as text, and quotes make anything text.
 */
export function parseSearch(search: string): readonly SearchTerm[] {
  const line = cleanPasted(search).toLowerCase().replace(TICKET_IN_TWO_WORDS, '$1$2-$3');
  const terms = [...line.matchAll(QUOTED_OR_WORD)].flatMap(([, quoted, word]) => {
    if (quoted !== undefined) return parseText(quoted);
    return parseWord((word ?? '').replaceAll('"', ''));
  });
  return mergeTickets(terms);
}

/** Word processors and chats write their own hyphens and quotes, and characters no one sees. */
function cleanPasted(search: string): string {
  return normalizeLine(search)
    .replace(/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, '-')
    .replace(/[\u201C-\u201F\u00AB\u00BB\u300C\u300D]/g, '"')
    .replace(/[\u2018-\u201B]/g, "'");
}

/** A run has one ticket, so several tickets mean any of them. */
function mergeTickets(terms: readonly SearchTerm[]): readonly SearchTerm[] {
  const tickets = terms.flatMap((term) => (term.kind === 'ticket' ? term.tickets : []));
  if (tickets.length === 0) return terms;
  const others = terms.filter(({ kind }) => kind !== 'ticket');
  return [{ kind: 'ticket', tickets: [...new Set(tickets)] }, ...others];
}

function parseText(text: string): readonly SearchTerm[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : [{ kind: 'text', text: trimmed }];
}

function parseWord(written: string): readonly SearchTerm[] {
  // Punctuation alone is what is looked for.
  const word = written.replace(PASTED_AROUND, '') || written;
  const exact = parseRun(word) ?? parseTicket(word) ?? parseAwsId(word) ?? parseOther(word);
  return exact === null ? parseText(word.replace(/^#/, '')) : [exact];
}

function parseTicket(word: string): SearchTerm | null {
  const parts = /^#?(?:(chn|inc|sr|prb)-?)?0*([1-9]\d{0,15})$/.exec(word);
  const link = /^https?:\/\/\S*\/(changes|tickets|problems)\/([1-9]\d{0,15})(?=[/?#]|$)/.exec(word);
  const number = parts?.[2] ?? link?.[2];
  if (number === undefined) return null;
  const kinds = parts?.[1] === undefined ? kindsOfLink(link?.[1]) : kindsOfPrefix(parts[1]);
  return { kind: 'ticket', tickets: kinds.map((kind) => `${kind}-${number}`) };
}

/** A service request may have been recorded as an incident, and the other way round. */
function kindsOfPrefix(prefix: string): readonly string[] {
  return KINDS.filter((kind) => kind === prefix.toUpperCase()).flatMap(listKindsOfSpace);
}

/** Freshservice shows incidents and service requests under one address. */
function kindsOfLink(place: string | undefined): readonly string[] {
  switch (place) {
    case 'changes':
      return ['CHN'];
    case 'tickets':
      return ['INC', 'SR'];
    case 'problems':
      return ['PRB'];
    default:
      return KINDS;
  }
}

function parseRun(word: string): SearchTerm | null {
  const id = /^(?:https?:\/\/\S*\/runs\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    word,
  );
  if (id?.[1] !== undefined) return { kind: 'run', id: id[1] };
  // The ids begin with their time, which begins with 01 until the year 2527.
  return /^01[0-9a-f]{6}$/.test(word) ? { kind: 'run-start', start: word } : null;
}

const AWS_KINDS = { snap: 'snapshot', i: 'instance', vol: 'volume' } as const;

/** Complete ids only; the beginning of one is text. */
function parseAwsId(word: string): SearchTerm | null {
  const id = word.replace(/^arn:[\w-]+:ec2:[^/\s]*:(?:snapshot|instance|volume)\//, '');
  const parts = /^(snap|i|vol)-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.exec(id);
  if (parts === null) return null;
  return { kind: AWS_KINDS[parts[1] as keyof typeof AWS_KINDS], id };
}

function parseOther(word: string): SearchTerm | null {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(word)) return { kind: 'agent', email: word };
  const address = word.replace(/\/32$/, '');
  const parts = address.split('.');
  const isAddress =
    parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isAddress ? { kind: 'address', address } : null;
}
