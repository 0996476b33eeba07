/** Shown where a character was that no one could see or print. */
export const UNPRINTABLE = '\uFFFD';

// Marks that take no room on the screen: zero-width spaces and joiners, soft hyphens, directions.
const INVISIBLE = /[\p{Cf}\u034F\u115F\u1160\u3164\uFFA0]/gu;
const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/gu;
const BLANK = /[\t\p{Zs}]/gu;
// Half characters and control characters: Postgres refuses some of them in JSON.
const NO_CHARACTER = /[\p{Cs}\uFFFE\uFFFF]|(?!\n)\p{Cc}/gu;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0\uFFFE\uFFFF]/gu;

/**
 * Text as a person sees it: invisible characters gone, every kind of space one plain space, every
 * kind of line end a `\n`. Nothing that was visible is removed.
 */
export function normalizeText(raw: string): string {
  return collapseBlanks(normalizeCharacters(raw));
}

/** The same with as many blanks as were written, for names that are compared exactly. */
export function normalizeCharacters(raw: string): string {
  return raw
    .replace(INVISIBLE, '')
    .replace(LINE_END, '\n')
    .replace(BLANK, ' ')
    .replace(NO_CHARACTER, UNPRINTABLE);
}

export function collapseBlanks(text: string): string {
  return text.replace(/ {2,}/g, ' ');
}

/** The same on one line, for titles and other single-line fields. */
export function normalizeLine(raw: string): string {
  return normalizeText(raw).replace(/\n/g, ' ').replace(/ +/g, ' ').trim();
}

/**
 * A name that is compared exactly, such as a Name tag: what no one can see is not taken away, which
 * would make two different names one, but shown as `�`.
 */
export function markUnseen(raw: string): string {
  return raw.replace(UNSEEN, UNPRINTABLE);
}
