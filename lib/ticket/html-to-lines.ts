import { compile, type FormatCallback, type SelectorDefinition } from 'html-to-text';

import { collapseBlanks, normalizeCharacters } from '@/lib/text/normalize-text';

/** Longer descriptions are not read: a task that asks for a snapshot needs a line, not a book. */
export const DESCRIPTION_LIMIT_CHARS = 100_000;

/** The converter's time grows faster than the number of tags; a text of this length has fewer. */
const MAX_TAGS = 8_000;

/** `complete` is false when something of the description could not be read; then `text` lies. */
export type DescriptionText = {
  readonly text: string;
  /** Line by line the same with all blanks behind and between words, where there are more. */
  readonly exact?: string;
  readonly complete: boolean;
  /** There is no text, but a picture, which is not read. */
  readonly onlyImage?: true;
};

// The converter walks the document by recursion; far deeper than any editor nests.
const DEPTH_LIMIT = 200;
// A noncharacter that marks where the converter stopped. Someone who types it gets a refusal.
const CUT_MARK = '\uFFFF';

const LINE_TAGS =
  'address article aside blockquote body br button caption center dd details dialog div dl dt ' +
  'fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol ' +
  'optgroup option p section select summary table tbody td textarea tfoot th thead tr ul';
// What a person does not see on the page, or sees as a picture.
const UNSEEN_TAGS = 'img template title';
const ENDS_A_LINE = new RegExp(`<(?:${LINE_TAGS.replaceAll(' ', '|')}|pre)(?![a-z0-9-])`, 'i');

// It looks tag names up in a plain object, where `constructor` finds a function, and throws.
const NAME_THE_CONVERTER_TRIPS_OVER = /<(\/?)(?=constructor)/gi;

// The library's own block formats add dashes, bullets and blank lines; ours only end the line.
const readAsLine: FormatCallback = (element, walk, builder) => {
  builder.addLineBreak();
  walk(element.children, builder);
  builder.addLineBreak();
};

// A footnote mark behind an address is not its last digit.
const readApart: FormatCallback = (element, walk, builder) => {
  builder.addInline(' ');
  walk(element.children, builder);
  builder.addInline(' ');
};

function formatTags(tags: string, format: string): SelectorDefinition[] {
  return tags.split(' ').map((selector) => ({ selector, format }));
}

const OPTIONS = {
  wordwrap: false as const,
  whitespaceCharacters: ' \t\r\n\f',
  baseElements: { selectors: [] },
  limits: { maxDepth: DEPTH_LIMIT, ellipsis: CUT_MARK, maxInputLength: DESCRIPTION_LIMIT_CHARS },
  formatters: { readAsLine, readApart },
  selectors: [
    ...formatTags(LINE_TAGS, 'readAsLine'),
    ...formatTags('sub sup', 'readApart'),
    ...formatTags(UNSEEN_TAGS, 'skip'),
    // The address behind a link is not what the author wrote.
    ...formatTags('a wbr', 'inline'),
  ],
};

const convertRichText = compile(OPTIONS);
const convertPlainText = compile({ ...OPTIONS, preserveNewlines: true });

/**
 * The text a person reads in a task's description, one line per paragraph, list item or table cell.
 * Never throws; takes time in proportion to the length of the input.
 */
export function htmlToLines(html: string): DescriptionText {
  const input = html.slice(0, Math.min(DESCRIPTION_LIMIT_CHARS, findTagLimit(html)));
  // Tasks made through the API or by mail come without tags; there a line end is a line end.
  const convert = ENDS_A_LINE.test(input) ? convertRichText : convertPlainText;
  const raw = convert(keepPlainBlanks(input).replace(NAME_THE_CONVERTER_TRIPS_OVER, '<$1x-'));
  const exact = tidyLines(normalizeCharacters(raw.replaceAll(CUT_MARK, '…')));
  const text = exact
    .split('\n')
    .map((line) => collapseBlanks(line).trimEnd())
    .join('\n');
  return {
    text,
    ...(exact === text ? {} : { exact }),
    ...(text === '' && /<img\b/i.test(input) ? { onlyImage: true } : {}),
    complete: input.length === html.length && !raw.includes(CUT_MARK),
  };
}

/** Where the first tag stands that is one too many. */
function findTagLimit(html: string): number {
  let at = -1;
  for (let tags = 0; tags <= MAX_TAGS; tags += 1) {
    at = html.indexOf('<', at + 1);
    if (at === -1) return html.length;
  }
  return at;
}

/** HTML counts several blanks as one, but a text without tags is none, and means them all. */
function keepPlainBlanks(input: string): string {
  if (input.includes('<')) return input;
  return input.replace(/ {2,}| (?=[\r\n]|$)/g, (blanks) => '\u00A0'.repeat(blanks.length));
}

function tidyLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => line !== '')
    .join('\n');
}
