import { expect, test } from 'vitest';
import { msUntilTurn } from './start-export';

test('an export that runs alone never waits', () => {
  for (const now of [0, 999, 1_000, 123_456_789]) expect(msUntilTurn(now, 0, 1)).toBe(0);
});

test.each([2, 3, 4])('of %i exports one reads at any moment, and each gets its turn', (count) => {
  const places = Array.from({ length: count }, (_, place) => place);
  const readers = Array.from({ length: count * 10 }, (_, tenth) => {
    const now = 1_764_000_000_000 + tenth * 100;
    const reading = places.filter((place) => msUntilTurn(now, place, count) === 0);
    expect(reading).toHaveLength(1);
    // The one that waits so long, and not a moment less, is the one that reads then.
    for (const place of places) {
      expect(msUntilTurn(now + msUntilTurn(now, place, count), place, count)).toBe(0);
    }
    return reading[0];
  });
  expect(new Set(readers).size).toBe(count);
});
