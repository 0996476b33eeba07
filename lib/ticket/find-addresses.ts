import { judgeWord, type WordJudgement } from './judge-word';

/** What a text holds of IPv4 addresses, in the order in which it stands there. */
export type FoundAddresses = {
  /** Distinct and valid, spelled exactly as in the text. */
  readonly addresses: readonly string[];
  /** Things nobody may skip over: a range, a wildcard, an address that cannot exist. */
  readonly faults: readonly AddressFault[];
  /** Looks a little like an address; worth naming only when there is no address at all. */
  readonly nearMisses: readonly string[];
};

export type AddressFault = {
  readonly code: 'address-invalid' | 'address-range' | 'wildcard-refused';
  /** The characters that were found, such as `10.0.0.256`. */
  readonly found: string;
};

// Letters count as part of a word, so that `v10.0.0.1` or `10.0.0.1.example` is not cut down to an
// address that nobody wrote. Hyphen, slash, colon, brackets, `=` and `@` separate words.
const WORD = /[\p{L}\p{N}\p{M}_.*?]+/gu;

/** Finds every IPv4 address in a text and everything that comes close. Linear in its length. */
export function findAddresses(text: string): FoundAddresses {
  const addresses = new Set<string>();
  const faults: AddressFault[] = [];
  const nearMisses: string[] = [];
  const shorthands: AddressFault[] = [];

  for (const { word, start, end } of listWords(text)) {
    const judgement: WordJudgement = judgeWord(word);
    if (judgement.kind === 'address') {
      const range = findRange(text, start, end);
      if (range === null) addresses.add(word);
      else faults.push({ code: 'address-range', found: range });
    }
    if (judgement.kind === 'fault') faults.push({ code: judgement.code, found: word });
    if (judgement.kind === 'near-miss') nearMisses.push(word);
    if (isBracketRange(word, text, end)) {
      faults.push({ code: 'address-range', found: `${word}${text.slice(end, end + 2)}` });
    }
    if (judgement.kind === 'number' && isShorthand(text, start, end)) {
      shorthands.push({ code: 'address-range', found: `.${word}` });
    }
  }
  // `.2` is short for a second address only where there is a first one.
  if (addresses.size > 0) faults.push(...shorthands);
  return { addresses: [...addresses], faults, nearMisses };
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

const PREFIX_LENGTH = / ?\/\d{1,3}(?!\d|\.\d)/y;
const LAST_OF_RANGE = /(?:[-\u2010-\u2015~,]|\.\.)\d{1,3}(?!\d|\.\d)/y;

/** `10.0.0.1/24`, `10.0.0.1-5`, `10.0.0.1,2`: one address is written, more are meant. */
function findRange(text: string, start: number, end: number): string | null {
  const insideUrl = text.slice(Math.max(0, start - 2), start) === '//';
  for (const tail of insideUrl ? [LAST_OF_RANGE] : [PREFIX_LENGTH, LAST_OF_RANGE]) {
    tail.lastIndex = end;
    const match = tail.exec(text);
    if (match !== null) return text.slice(start, end) + match[0];
  }
  return null;
}

/** `10.0.0.[1-5]` and `10.0.0.{1,2}`, as shells write them. */
function isBracketRange(word: string, text: string, end: number): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){2}$/.test(word) && /^\.[[{]/.test(text.slice(end, end + 2));
}

/** `10.0.0.1, .2 and .3`: three addresses for a person. */
function isShorthand(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  return (
    end - start <= 3 && /^(?:[\s,;/&(+]\.|\.)$/.test(before) && before.length === Math.min(2, start)
  );
}
