import { expect, it } from 'vitest';
import { fitLines } from './build-run-message';

it.each([
  ['nothing', [], 10, 100, { chunks: [], omitted: 0 }],
  ['what fits into one', ['aaa', 'bbb'], 7, 100, { chunks: ['aaa\nbbb'], omitted: 0 }],
  ['whole lines only', ['aaa', 'bbbb'], 7, 100, { chunks: ['aaa', 'bbbb'], omitted: 0 }],
  ['up to the total', ['aaa', 'bbb', 'ccc'], 7, 8, { chunks: ['aaa\nbbb'], omitted: 1 }],
  ['none where the first is too long', ['aaaaaa', 'b'], 7, 3, { chunks: [], omitted: 2 }],
])('packs %s', (_, lines, maxPerChunk, maxTotal, expected) => {
  expect(fitLines(lines, { maxPerChunk, maxTotal })).toEqual(expected);
});
