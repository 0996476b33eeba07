/** What stands where a character was that nobody could see or print. */
export const UNPRINTABLE = '\uFFFD';

// Marks that take no room on the screen: zero-width spaces and joiners, soft hyphens, directions.
const INVISIBLE = /[\p{Cf}\u034F\u115F\u1160\u3164\uFFA0]/gu;
const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/gu;
const SPACE = /[\t\p{Zs}]+/gu;
// Half characters and control characters: Postgres refuses some of them in JSON.
const NO_CHARACTER = /[\p{Cs}\uFFFE\uFFFF]|(?!\n)\p{Cc}/gu;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0\uFFFE\uFFFF]/gu;

/**
 * Text as a person sees it: invisible characters gone, every kind of space one plain space, every
 * kind of line end a `\n`. Nothing that was visible is removed.
 */
export function normaliseText(raw: string): string {
  return raw
    .replace(INVISIBLE, '')
    .replace(LINE_END, '\n')
    .replace(SPACE, ' ')
    .replace(NO_CHARACTER, UNPRINTABLE);
}

/** The same on one line, for titles and other single-line fields. */
export function normaliseLine(raw: string): string {
  return normaliseText(raw).replace(/\n/g, ' ').replace(/ +/g, ' ').trim();
}

/**
 * A name that is compared exactly, such as a Name tag: what nobody can see is not taken away, which
 * would make two different names one, but shown as `�`.
 */
export function markUnseen(raw: string): string {
  return raw.replace(UNSEEN, UNPRINTABLE);
}
