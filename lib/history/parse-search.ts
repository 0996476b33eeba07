/** One thing the search box asks for. All of a search must be true of a run. */
export type SearchTerm =
  /** Ways to read one written ticket: a bare number can be a change, an incident or a problem. */
  | { readonly kind: 'ticket'; readonly tickets: readonly string[] }
  | { readonly kind: 'run'; readonly id: string }
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
const PASTED_AROUND = /^[([,;]+|[)\],;]+$/g;

/**
 * Reads the search box. What is complete in itself, such as a ticket, an id, an address or an
 * e-mail, is looked up exactly; the rest is looked for as text, and quotes make anything text.
 */
export function parseSearch(search: string): readonly SearchTerm[] {
  const line = search.toLowerCase().replace(TICKET_IN_TWO_WORDS, '$1$2-$3');
  return [...line.matchAll(QUOTED_OR_WORD)].flatMap(([, quoted, word]) => {
    if (quoted !== undefined) return readText(quoted);
    return readWord((word ?? '').replaceAll('"', ''));
  });
}

function readText(text: string): readonly SearchTerm[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : [{ kind: 'text', text: trimmed }];
}

function readWord(written: string): readonly SearchTerm[] {
  const word = written.replace(PASTED_AROUND, '');
  const exact = readTicket(word) ?? readRun(word) ?? readAwsId(word) ?? readOther(word);
  return exact === null ? readText(written.replace(/^#/, '')) : [exact];
}

function readTicket(word: string): SearchTerm | null {
  const parts = /^#?(?:(chn|inc|sr|prb)-?)?0*([1-9]\d{0,15})$/.exec(word);
  const link = /^https?:\/\/\S*\/(changes|tickets|problems)\/([1-9]\d{0,15})(?=[/?#]|$)/.exec(word);
  const number = parts?.[2] ?? link?.[2];
  if (number === undefined) return null;
  const kinds = parts?.[1] === undefined ? kindsOfLink(link?.[1]) : [parts[1].toUpperCase()];
  return { kind: 'ticket', tickets: kinds.map((kind) => `${kind}-${number}`) };
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

function readRun(word: string): SearchTerm | null {
  const id = /^(?:https?:\/\/\S*\/runs\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    word,
  );
  return id?.[1] === undefined ? null : { kind: 'run', id: id[1] };
}

const AWS_KINDS = { snap: 'snapshot', i: 'instance', vol: 'volume' } as const;

/** Complete ids only; the beginning of one is text. */
function readAwsId(word: string): SearchTerm | null {
  const parts = /^(snap|i|vol)-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.exec(word);
  if (parts === null) return null;
  return { kind: AWS_KINDS[parts[1] as keyof typeof AWS_KINDS], id: word };
}

function readOther(word: string): SearchTerm | null {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(word)) return { kind: 'agent', email: word };
  const parts = word.split('.');
  const isAddress =
    parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isAddress ? { kind: 'address', address: word } : null;
}
