import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { describeAsText } from './describe-as-text';
import { findAddresses } from './find-addresses';
import { isAddress } from './judge-word';
import { readTask } from './read-task';

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

describe('whatever stands in a description', () => {
  it('is read without an error, and no address is made up', { timeout }, () => {
    fc.assert(
      fc.property(html, (input) => {
        const { text } = describeAsText(input);
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
        const reading = readTask(task);
        expect(readTask({ ...task })).toEqual(reading);
        const stored = JSON.stringify(reading);
        expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/);
        if (reading.kind === 'problem') expect(reading.problems.length).toBeGreaterThan(0);
        if (reading.kind === 'requests') expect(reading.requests.length).toBeGreaterThan(0);
      }),
      { numRuns },
    );
  });
});

/** The author's text without tags and what nobody sees; knows nothing of our own reader. */
function stripNaively(input: string): string {
  return input.replace(/<[a-z!/][^>]*>?/gi, '').replace(/&#8203;|&shy;|\p{Cf}/gu, '');
}
