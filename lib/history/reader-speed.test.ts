import { expect, test } from 'vitest';
import { measureReader } from './reader-speed';

const KB = 1024;

/** Reads `bytes` every `everyMs`; gives the moment at which it is found too slow, or null. */
function read(bytes: number, everyMs: number, { firstBytes = 0, forMs = 120_000 } = {}) {
  const reader = measureReader(0);
  reader.take(0, firstBytes);
  for (let now = 0; now < forMs; now += everyMs) {
    reader.offer(now);
    for (let tick = now; tick < now + everyMs; tick += 1_000) {
      if (reader.isTooSlow(tick)) return tick;
    }
    reader.take(now + everyMs, bytes);
  }
  return null;
}

test('a file that no one begins to read is given up after 20 s', () => {
  const reader = measureReader(0);
  expect(reader.isTooSlow(19_999)).toBe(false);
  expect(reader.isTooSlow(20_000)).toBe(true);
});

test.each([
  ['a slow line', 70 * KB, 1_000],
  ['a line with pauses', 700 * KB, 10_000],
  ['a fast one', 10_000 * KB, 1_000],
])('%s may read to the end', (_, bytes, everyMs) => {
  expect(read(bytes, everyMs)).toBe(null);
});

test('reading very slowly is given up after 20 s, however quick it began', () => {
  expect(read(16, 1_000)).toBeLessThanOrEqual(21_000);
  expect(read(16, 1_000, { firstBytes: 100_000 * KB })).toBeLessThanOrEqual(21_000);
});

test('what the database and the other exports cost is not counted', () => {
  const reader = measureReader(0);
  for (let now = 0; now < 600_000; now += 10_000) {
    reader.offer(now);
    reader.take(now + 10, 64 * KB);
    expect(reader.isTooSlow(now + 9_999)).toBe(false);
  }
});
