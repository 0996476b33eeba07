/** What one word of a text is, as far as IPv4 addresses are concerned. */
export type WordJudgement =
  | { readonly kind: 'address' }
  | { readonly kind: 'fault'; readonly code: 'address-invalid' | 'wildcard-refused' }
  | { readonly kind: 'near-miss' }
  | { readonly kind: 'number' }
  | { readonly kind: 'other' };

const OTHER: WordJudgement = { kind: 'other' };
const NEAR_MISS: WordJudgement = { kind: 'near-miss' };

/** Judges a word of letters, digits, `.`, `*`, `?` and `_` that starts and ends without a dot. */
export function judgeWord(word: string): WordJudgement {
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
function judgeNumbers(numbers: readonly string[]): WordJudgement {
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
function judgeWildcard(groups: readonly string[]): WordJudgement {
  const pattern = groups.length === 4 || (groups.length > 1 && groups.some(isOnlyWildcard));
  return pattern ? { kind: 'fault', code: 'wildcard-refused' } : OTHER;
}

function isOnlyWildcard(group: string): boolean {
  return /^[*?]+$/.test(group);
}

/** An address with letters stuck to it (`IP10.0.0.1`) is not read, and not skipped over either. */
function judgeLetters(word: string): WordJudgement {
  if (/^(?:\d{1,3}\.){1,3}x{1,3}(?:\.x{1,3})*$/i.test(word)) return NEAR_MISS;
  const holdsAddress = [...word.matchAll(/\d+(?:\.\d+)*/g)].some(([run]) => isAddress(run));
  if (!holdsAddress) return OTHER;
  const version = /^v(?:er|ersion)?\.?\d/i.test(word);
  return version ? NEAR_MISS : { kind: 'fault', code: 'address-invalid' };
}
