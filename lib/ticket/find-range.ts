/*
 * Whether an address is the start of a range or of a list in short form: `10.0.0.1 - 5`,
 * `10.0.0.1/24`, `10.0.0.1 and 2`. Refusing too much costs an edit, overlooking one costs a
 * snapshot, so a joined number counts unless it is clearly something else.
 */

// A joined number must be near: every quantifier is bounded, so the search stays linear.
const GAP = `[ "'\`“”„‘’«»()\\[\\]{}<>]{0,6}`;
const SLASH = '[/\\\\\\u2044\\u2215\\uFF0F]';
const DASHES = '\\-\\u2010-\\u2015\\u2212\\uFE58\\uFE63\\uFF0D';
// A colon begins a port, a single dot ends a sentence; `#`, `$` and `=` say that another thing follows.
const SIGN = `(?:[${DASHES}/\\\\\\u2044\\u2215\\uFF0F,;|&+~\\uFF0C\\u3001\\uFF1B\\uFF5C\\uFF06\\uFF0B\\uFF5E\\u301C\\u223C→➔⇒…]|=>|\\.{2,4})`;
const WORDS =
  'and or to till until up through thru plus slash dash minus including incl also auch mask netmask prefix ' +
  'und oder bis zu sowie et ou jusqu hasta ao até tot en t/m do od och til 和 到 至 と から';
// `to5` is written in haste; `e5` is a name.
const WORD = `(?:(?:${WORDS.replaceAll(' ', '|')})(?!\\p{L})|[aeoyà](?![\\p{L}\\p{N}]))`;
const JOIN = new RegExp(
  `(?:${GAP}(?:${SIGN}${GAP}){1,4}\\n?${GAP}(?:${WORD}${GAP}){0,3}` +
    `|\\n${GAP}${SLASH}${GAP}\\n?` +
    `|${GAP}\\n?(?:${WORD}${GAP}){1,4}\\n?)`,
  'iuy',
);
const ONE_HOST = new RegExp(
  `(?:${GAP}|\\n)${SLASH} ?\\n?32(?![\\d\\p{L}]|\\.\\d| ?[gmt]i?b)`,
  'iuy',
);
const NUMBER = /\.?(\d{1,3})(?!\d)/y;

/** Where the range that starts at the address `text.slice(start, end)` ends, or null for none. */
export function findRangeEnd(text: string, start: number, end: number): number | null {
  const isHostOfUrl = text.slice(Math.max(0, start - 2), start) === '//';
  if (isHostOfUrl && text[end] === '/') return null;
  let at = skip(ONE_HOST, text, end) ?? end;
  let found: number | null = null;
  for (let count = 0; count < MAX_NUMBERS; count += 1) {
    const next = readJoinedNumber(text, at);
    if (next === null) return found;
    at = found = next;
  }
  return found;
}

/** Whether another address follows, joined by nothing but a sign or a word: `10.0.0.1 - 10.0.0.5`. */
export function isJoinedToAddress(text: string, end: number, nextStart: number): boolean {
  return skip(JOIN, text, end) === nextStart;
}

/** `to`, `und`, `through`: a number behind it belongs to the address before it. */
export function isJoiningWord(word: string): boolean {
  return JOINING_WORD.test(word);
}

const JOINING_WORD = new RegExp(`^${WORD}$`, 'iu');

/**
 * Whether a line or an entry behind an address is nothing but more of it: `/32` is the address
 * itself, `2`, `.2, .3` and `/24` are other ones.
 */
export function readShortForm(entry: string): 'same-host' | 'more-addresses' | null {
  if (skip(ONE_HOST, `\n${entry}`, 0) === entry.length + 1) return 'same-host';
  const numbers = entry.match(/\d+/g) ?? [];
  const isMore = numbers.length > 0 && numbers.every(isOctet) && SHORT_FORM.test(entry);
  return isMore ? 'more-addresses' : null;
}

const SHORT_FORM = new RegExp(
  `^${GAP}(?:${SIGN}${GAP}){0,4}(?:${WORD}${GAP}){0,3}\\.?\\d{1,3}(?:${GAP}(?:${SIGN}|${WORD})${GAP}\\.?\\d{1,3}){0,20}${GAP}(?:${SIGN}|\\.)?$`,
  'iu',
);

function isOctet(digits: string): boolean {
  return Number(digits) <= 255;
}

function readJoinedNumber(text: string, at: number): number | null {
  const from = skip(JOIN, text, at);
  if (from === null) return null;
  NUMBER.lastIndex = from;
  const digits = NUMBER.exec(text)?.[1];
  if (digits === undefined || !isOctet(digits)) return null;
  const end = NUMBER.lastIndex;
  const rest = text.slice(end, end + REST_CHARS);
  const join = text.slice(at, from);
  // A new line begins a new thing, unless it holds the number alone.
  if (join.includes('\n') && !/^[ )\]}"'.,;]*(?:\n|$)/.test(rest)) return null;
  return isSomethingElse(digits, rest, join, text.slice(Math.max(0, at - LINE_CHARS), at))
    ? null
    : end;
}

function skip(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** More than a message quotes. */
const MAX_NUMBERS = 20;
/** How far back the beginning of a line is looked for. */
const LINE_CHARS = 300;
/** As much as a unit or a date behind a number needs. */
const REST_CHARS = 40;

const COUNTED =
  // sizes, rates, shares
  'b|[kmgtp]i?b(?:it)?(?:/s|ps)?|[kmgtp]|bits?|bytes?|gigs?|gigabytes?|terabytes?|[kmg]?hz|iops|percent|prozent|pct|' +
  // times
  "ms|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?|o'clock|[ap]\\.?m\\.?|uhr|utc|gmt|cet|cest|" +
  'sekunden?|minuten?|stunden?|tagen?|tage?|wochen?|monate?n?|jahre?n?|heures?|horas?|jours?|d[ií]as?|' +
  // parts of a server and of the work, not servers
  'v?cpus?|v?cores?|kerne?n?|processors?|sockets?|threads?|ram|disks?|discs?|drives?|volumes?|vols?|partitions?|luns?|' +
  'platten?|festplatten?|laufwerke?n?|snapshots?|snaps?|backups?|copies|copy|images?|ports?|nics?|interfaces?|' +
  'users?|people|persons?|nutzer|benutzer|clients?|customers?|sessions?|connections?|services?|process(?:es)?|apps?|applications?|' +
  'databases?|dbs?|tables?|schemas?|files?|folders?|rules?|tickets?|tasks?|steps?|items?|points?|times?|mal|tries|attempts?|retries|' +
  'errors?|warnings?|alerts?|updates?|patch(?:es)?|packages?|pages?|lines?|rows?|floors?|racks?|ru|eur|usd|euros?|dollars?|kw|watts?';
const MONTHS =
  'jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?';
const NOT_LONGER = '(?![\\p{L}\\p{N}])';
// Chinese and Japanese write words without a space, so there a letter may touch a bare number.
const TOUCHED = /^(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])[\p{L}\p{M}_]/u;
const SOMETHING_ELSE: readonly RegExp[] = [
  TOUCHED,
  /^ ?[%‰€$£°]/u,
  /^[.:]\d/u,
  new RegExp(`^(?:[,.]\\d{1,3})? ?[-‐]? ?(?:${COUNTED})${NOT_LONGER}`, 'iu'),
  new RegExp(`^ ?(?:[${DASHES}]|to|bis|or) ?\\d{1,4} ?(?:${COUNTED})${NOT_LONGER}`, 'iu'),
  new RegExp(`^\\.? ?(?:${MONTHS})${NOT_LONGER}`, 'iu'),
  // 24-11-2026, 24/11/26; a telephone number; 1 of 3; 2 x 500 GB; a path or a name
  /^([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)/u,
  /^[ /-]?\d{4}/u,
  /^(?:[ /-]\d{2,}){2}/u,
  /^ (?:out )?(?:of|von|de) (?:the )?\d/iu,
  /^ ?[x×] ?\d/iu,
  /^[/_-]\p{L}/u,
];

function isSomethingElse(digits: string, rest: string, join: string, before: string): boolean {
  if (SOMETHING_ELSE.some((pattern) => pattern.test(rest))) return true;
  if (isStepNumber(rest, join)) return !isInParentheses(before);
  if (isCellOfRow(join, before)) return true;
  return !/[/\\]/.test(join) && isDayAndMonth(digits, rest);
}

/** `| web-01 | 10.0.0.1 | 2 |` is a row of a table in plain text. */
function isCellOfRow(join: string, before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return /^[ |]+$/.test(join) && line.startsWith('|');
}

/** `24/11` and `11/24`, and round the clock: `24/7`. */
function isDayAndMonth(digits: string, rest: string): boolean {
  const second = /^\/(\d{1,2})(?![\d/])/.exec(rest)?.[1];
  if (second === undefined) return false;
  const [low, high] = [Number(digits), Number(second)].toSorted((a, b) => a - b);
  return low !== undefined && high !== undefined && low >= 1 && low <= 12 && high <= 31;
}

const STEP_NUMBER = new RegExp(`^\\) (?!${WORD})\\p{L}`, 'iu');

/** `10.0.0.1, 2) reboot it` numbers a step. */
function isStepNumber(rest: string, join: string): boolean {
  return STEP_NUMBER.test(rest) && /^[,;] $/.test(join);
}

/** `(10.0.0.1, 2) must go` closes what was opened before. */
function isInParentheses(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return line.lastIndexOf('(') > line.lastIndexOf(')');
}
