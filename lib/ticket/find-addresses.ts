import { findRangeEnd, isJoinedToAddress } from './find-range';

/** What a text holds of IPv4 addresses, in the order in which it stands there. */
export type FoundAddresses = {
  /** Distinct and valid, spelled exactly as in the text. */
  readonly addresses: readonly string[];
  /** Things no one may skip over: a range, a wildcard, an address that cannot exist. */
  readonly faults: readonly AddressFault[];
  /** Looks a little like an address; worth naming only when there is no address at all. */
  readonly nearMisses: readonly string[];
  /** Neighbors with nothing but a joining sign or word between them: `10.0.0.1 - 10.0.0.5`. */
  readonly joined: readonly (readonly [string, string])[];
};

export type AddressFault = {
  readonly code: 'address-invalid' | 'address-range' | 'wildcard-refused';
  /** The characters that were found, such as `10.0.0.256`. */
  readonly found: string;
};

// Letters count as part of a word, so that `v10.0.0.1` or `10.0.0.1.example` is not cut down to an
// address that no one wrote. Hyphen, slash, colon, brackets, `=` and `@` separate words.
const WORD = /[\p{L}\p{N}\p{M}_.*?]+/gu;

/** Finds every IPv4 address in a text and everything that comes close. Linear in its length. */
export function findAddresses(text: string): FoundAddresses {
  const addresses = new Set<string>();
  const faults: AddressFault[] = [];
  const nearMisses: string[] = [];
  const shorthands: AddressFault[] = [];
  const joined: [string, string][] = [];
  let previous: PlacedWord | null = null;

  for (const { word, start, end } of listWords(text)) {
    const judgment: TokenClass = classifyToken(word);
    if (judgment.kind === 'address') {
      const rangeEnd = findRangeEnd(text, start, end);
      if (rangeEnd === null) addresses.add(word);
      else faults.push({ code: 'address-range', found: text.slice(start, rangeEnd) });
      if (previous !== null && isJoinedToAddress(text, previous.end, start)) {
        joined.push([previous.word, word]);
      }
      previous = { word, start, end };
    }
    if (judgment.kind === 'fault') faults.push({ code: judgment.code, found: word });
    if (judgment.kind === 'near-miss') nearMisses.push(word);
    if (isBracketRange(word, text, end)) {
      faults.push({ code: 'address-range', found: `${word}${text.slice(end, end + 2)}` });
    }
    if (judgment.kind === 'number' && isShorthand(text, start, end)) {
      shorthands.push({ code: 'address-range', found: `.${word}` });
    }
  }
  // `.2` is short for a second address only where there is a first one.
  if (addresses.size > 0) faults.push(...shorthands);
  return { addresses: [...addresses], faults, nearMisses, joined };
}

type PlacedWord = { readonly word: string; readonly start: number; readonly end: number };

function* listWords(text: string): Generator<PlacedWord> {
  for (const match of text.matchAll(WORD)) {
    let offset = match.index;
    // Two dots or more are a leader (`IP.....10.0.0.1`), not part of an address.
    for (const part of match[0].split(/(\.{2,})/)) {
      const { from, to } = trimWord(part);
      if (to > from) {
        yield { word: part.slice(from, to), start: offset + from, end: offset + to };
      }
      offset += part.length;
    }
  }
}

// A dot at the end of a sentence and the underscores of `_emphasis_` are not part of the word.
function trimWord(part: string): { from: number; to: number } {
  let from = 0;
  let to = part.length;
  while (from < to && isEdge(part[from])) from += 1;
  while (to > from && isEdge(part[to - 1])) to -= 1;
  return { from, to };
}

function isEdge(character: string | undefined): boolean {
  return character === '.' || character === '_';
}

/** `10.0.0.[1-5]` and `10.0.0.{1,2}`, as shells write them. */
function isBracketRange(word: string, text: string, end: number): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){2}$/.test(word) && /^\.[[{(]/.test(text.slice(end, end + 2));
}

/** `10.0.0.1, .2 and .3`: three addresses for a person. */
function isShorthand(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  return (
    end - start <= 3 &&
    /^(?:[^\p{L}\p{N}.]\.|\.)$/u.test(before) &&
    before.length === Math.min(2, start)
  );
}

/** What one word of a text is, as far as IPv4 addresses are concerned. */
type TokenClass =
  | { readonly kind: 'address' }
  | { readonly kind: 'fault'; readonly code: 'address-invalid' | 'wildcard-refused' }
  | { readonly kind: 'near-miss' }
  | { readonly kind: 'number' }
  | { readonly kind: 'other' };

const OTHER: TokenClass = { kind: 'other' };
const NEAR_MISS: TokenClass = { kind: 'near-miss' };

/** Judges a word of letters, digits, `.`, `*`, `?` and `_` that starts and ends without a dot. */
function classifyToken(word: string): TokenClass {
  if (!/\d/.test(word)) return OTHER;
  if (/^\d+$/.test(word)) return { kind: 'number' };
  if (/^[\d.]+$/.test(word)) return judgeNumbers(word.split('.'));
  if (/^[\d.*?]+$/.test(word)) return judgeWildcard(word.split('.'));
  return judgeLetters(word);
}

/** Four numbers from 0 to 255 with dots between them, without leading zeros. */
export function isAddress(word: string): boolean {
  return /^[\d.]+$/.test(word) && judgeNumbers(word.split('.')).kind === 'address';
}

/** `10.0.0.256` is a slip of the pen; `1.2.3.4.5` and `10.0.19045.3693` are versions. */
function judgeNumbers(numbers: readonly string[]): TokenClass {
  if (numbers.length > 4) return NEAR_MISS;
  if (numbers.length < 4) return OTHER;
  if (numbers.some((number) => number.length > 3)) return NEAR_MISS;
  return numbers.every(isByte) ? { kind: 'address' } : { kind: 'fault', code: 'address-invalid' };
}

// `010` is 8 to some programs and 10 to others: we do not guess.
function isByte(number: string): boolean {
  return /^(?:0|[1-9]\d{0,2})$/.test(number) && Number(number) <= 255;
}

/** `10.0.0.*`, `10.*`, `10.0.0.1?`: EC2 would read these as patterns. `1.2.3?` only asks. */
function judgeWildcard(groups: readonly string[]): TokenClass {
  const pattern = groups.length === 4 || (groups.length > 1 && groups.some(isOnlyWildcard));
  return pattern ? { kind: 'fault', code: 'wildcard-refused' } : OTHER;
}

function isOnlyWildcard(group: string): boolean {
  return /^[*?]+$/.test(group);
}

/** An address with letters stuck to it (`IP10.0.0.1`) is not read, and not skipped over either. */
function judgeLetters(word: string): TokenClass {
  if (/^(?:\d{1,3}\.){1,3}x{1,3}(?:\.x{1,3})*$/i.test(word)) return NEAR_MISS;
  const holdsAddress = [...word.matchAll(/\d+(?:\.\d+)*/g)].some(([run]) => isAddress(run));
  if (!holdsAddress) return OTHER;
  const version = /^v(?:er|ersion)?\.?\d/i.test(word);
  return version ? NEAR_MISS : { kind: 'fault', code: 'address-invalid' };
}
