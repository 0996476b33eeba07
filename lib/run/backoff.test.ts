import { expect, test } from 'vitest';
import { retryDelayMs } from './backoff';

test.each([
  [1, 0, 500],
  [1, 1, 1_000],
  [2, 0.5, 1_500],
  [5, 1, 16_000],
  [6, 1, 30_000],
  [1_000, 1, 30_000],
  [1_000, 0, 15_000],
])('before attempt %i + 1, at chance %d, it waits %i ms', (attempt, chance, delayMs) => {
  expect(retryDelayMs(attempt, chance)).toBe(delayMs);
});
