import { expect, test } from 'vitest';
import { percentile } from './percentile';

test.each([
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.5, 2],
  [[5], 0.99, 5],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
])('of %j at %d is %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});
