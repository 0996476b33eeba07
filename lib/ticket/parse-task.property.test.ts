import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { htmlToLines } from './html-to-lines';
import { findAddresses, isAddress } from './find-addresses';
import { parseTask } from './parse-task';

/** `npm run test:million` is the long run. */
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2_000);
const timeout = Math.max(30_000, numRuns * 3);

const octet = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map(String),
  fc.constantFrom('256', '999', '01', '1000', '*', '?', 'x', ''),
);
const quad = fc.array(octet, { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.'));
const tags =
  '<p> </p> <div> </div> <span> </span> <b> </b> <br> <li> <ul> <ol> <td> <tr> <table> <sup> <wbr> <pre> ' +
  '<a href="http://10.9.9.9/"> </a> <img src="10.8.8.8"> <constructor> <!-- --> <script> </script> <x-y';
const glue = [
  '&nbsp;',
  '&#8203;',
  '\u200b',
  '\u00a0',
  '&shy;',
  '&lt;',
  '&',
  '\n',
  '\r',
  '\u2028',
  '\0',
];
const signs = [
  ' ',
  '.',
  ',',
  ':22',
  '/24',
  '-',
  '=',
  '(',
  ')',
  ';',
  '_',
  '²',
  'IP',
  'v',
  '\ud800',
  '１',
  '٣',
];
const piece = fc.oneof(
  { weight: 4, arbitrary: quad },
  { weight: 4, arbitrary: fc.constantFrom(...tags.split(' '), ...glue, ...signs) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const html = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
const title = fc.constantFrom(
  'snap: web-01',
  'snapshots',
  'snap',
  'snap: 10.0.0.1',
  'Snapshot:',
  'Patch',
);

const joins =
  '- – — − / , ; & + | ~ → .. to and or bis und through up\u00a0to and\u00a0also -> --'.split(' ');
const space = fc.constantFrom('', ' ', '  ', '&nbsp;', ' &#8203;');
const tails = [
  '',
  '.',
  ' please',
  ' web servers',
  ' GB',
  'GB',
  ' disks',
  ' Uhr',
  ':30',
  '/11',
  '. Then',
  ')',
];
const written = fc
  .record({
    before: fc.constantFrom('', 'Server ', 'IP: ', '(', '3 disks, ', 'http://', 'at 10:30, '),
    address: fc.integer({ min: 0, max: 300 }).map((last) => `10.0.0.${last}`),
    quote: fc.constantFrom('', '', ')', '"', '</b>'),
    join: fc.constantFrom(...joins, '', ':', ' port', '.', '(', '=', '#'),
    spaces: fc.tuple(space, space),
    number: fc.integer({ min: 0, max: 600 }),
    tail: fc.constantFrom(...tails),
    after: fc.constantFrom('', '<br>10.9.0.1', '<p>/24</p>', ' and 7'),
  })
  .map(
    ({ before, address, quote, join, spaces: [left, right], number, tail, after }) =>
      `${before}${address}${quote}${left}${join}${right}${number}${tail}${after}`,
  );

describe('whatever is joined to an address', () => {
  it('is never dropped where a second reader sees a range', { timeout }, () => {
    fc.assert(
      fc.property(written, title, (descriptionHtml, words) => {
        const { text } = htmlToLines(descriptionHtml);
        const ranges = listRangesNaively(text);
        const { addresses, faults } = findAddresses(text);
        for (const address of addresses) expect(ranges).not.toContain(address);
        if (ranges.length > 0) expect(faults).not.toHaveLength(0);
        const task = { id: '1', title: words, descriptionHtml, status: 1, deleted: false };
        const reading = parseTask(task);
        if (reading.kind !== 'requests') return;
        // What a list takes for a Name tag is looked up, and blocks when there is none.
        if (reading.requests.some(({ target }) => target.by === 'name')) return;
        const taken = reading.requests.map(({ target }) =>
          target.by === 'name' ? '' : target.address,
        );
        expect(taken.filter((address) => ranges.includes(address))).toEqual([]);
      }),
      { numRuns },
    );
  });
});

describe('whatever stands in a description', () => {
  it('is read without an error, and no address is made up', { timeout }, () => {
    fc.assert(
      fc.property(html, (input) => {
        const { text } = htmlToLines(input);
        for (const address of findAddresses(text).addresses) {
          expect(isAddress(address)).toBe(true);
          // Alone in the text: no digit, letter or further number group touches it.
          const alone = new RegExp(
            `(?<![\\p{L}\\p{N}])${address.replaceAll('.', '\\.')}(?![\\p{L}\\p{N}])`,
            'u',
          );
          expect(text).toMatch(alone);
          expect(stripNaively(input)).toContain(address);
        }
      }),
      { numRuns },
    );
  });

  it('gives a task one verdict, with text that Postgres can store', { timeout }, () => {
    fc.assert(
      fc.property(title, fc.option(html), (words, descriptionHtml) => {
        const task = { id: '1', title: words, descriptionHtml, status: 1, deleted: false };
        const reading = parseTask(task);
        expect(parseTask({ ...task })).toEqual(reading);
        const stored = JSON.stringify(reading);
        expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/);
        if (reading.kind === 'problem') expect(reading.problems.length).toBeGreaterThan(0);
        if (reading.kind === 'requests') expect(reading.requests.length).toBeGreaterThan(0);
      }),
      { numRuns },
    );
  });
});

/** The author's text without tags and what no one sees; knows nothing of our own reader. */
function stripNaively(input: string): string {
  return input.replace(/<[a-z!/][^>]*>?/gi, '').replace(/&#8203;|&shy;|\p{Cf}/gu, '');
}

const JOINING = new Set([...'-–—−/,;&+|~→>', ...'to and or bis und through up also'.split(' ')]);
const AROUND = new Set(['(', ')', '"']);
const ENDS = new Set([undefined, ')', 'please', 'web']);

function isQuadNaively(token: string): boolean {
  return /^10\.0\.0\.\d+$/.test(token) && Number(token.slice(7)) <= 255;
}

/** A prefix of 32 is one address. */
function isOneHostNaively(behind: readonly string[]): boolean {
  return behind.filter((token) => !AROUND.has(token)).join('') === '/32';
}

/** Addresses from which a range starts, token by token; knows nothing of our own reader. */
function listRangesNaively(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const tokens = line.match(/\d+(?:\.\d+)*|[a-z]+|\S/gi) ?? [];
    return tokens.filter((token, index) => {
      const isInUrl = tokens[index - 1] === '/' && tokens[index + 1] === '/';
      if (!isQuadNaively(token) || isInUrl) return false;
      let at = index + 1;
      let joined = false;
      for (; JOINING.has(tokens[at] ?? '') || AROUND.has(tokens[at] ?? ''); at += 1) {
        joined ||= JOINING.has(tokens[at] ?? '');
      }
      const number = tokens[at] ?? '';
      if (isOneHostNaively(tokens.slice(index + 1, at + 1))) return false;
      return joined && /^\d{1,3}$/.test(number) && Number(number) < 256 && ENDS.has(tokens[at + 1]);
    });
  });
}
