import { describe, expect, test } from 'vitest';
import { formatDuration, formatMoment, formatRelative, formatUtc } from './format-time';

const NOW = '2026-11-02T19:00:00.000Z';

describe('a moment is told as far as it lies from now', () => {
  test.each([
    ['2026-11-02T18:59:58.000Z', 'just now'],
    ['2026-11-02T18:59:47.000Z', '10 s ago'],
    ['2026-11-02T18:57:00.000Z', '3 min ago'],
    ['2026-11-02T21:00:00.000Z', 'in 2 h'],
    ['2026-11-02T21:59:30.000Z', 'in 2 h 59 min'],
    ['2026-11-01T18:00:00.000Z', '1 d 1 h ago'],
    ['2026-11-05T18:59:00.000Z', 'in 2 d 23 h'],
    ['2026-11-01T19:00:00.000Z', '1 day ago'],
    ['2026-10-01T19:00:00.000Z', '32 days ago'],
    ['2026-08-02T19:00:00.000Z', '3 months ago'],
    ['no time', 'no time'],
  ])('%s is %s', (at, words) => {
    expect(formatRelative(at, Date.parse(NOW))).toBe(words);
  });
});

test('a moment is told with its zone, and with its year where that is another one', () => {
  expect(formatMoment('2026-11-25T22:08:59.000Z', 'utc', Date.parse(NOW))).toBe('25 Nov 22:08 UTC');
  expect(formatMoment('2025-11-25T22:08:59.000Z', 'utc', Date.parse(NOW))).toBe(
    '25 Nov 2025 22:08 UTC',
  );
});

test('the exact time is UTC to the second', () => {
  expect(formatUtc('2026-11-02T19:00:05.123Z')).toBe('2026-11-02 19:00:05 UTC');
});

describe('a duration is told in its two largest units', () => {
  test.each([
    [41_200, '41 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
  ])('%i ms is %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});
