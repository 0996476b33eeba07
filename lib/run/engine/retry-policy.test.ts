import { expect, test } from 'vitest';
import type { RefusalReason } from '@/lib/aws/create-outcome';
import { RETRY_POLICIES, retryDelayMs } from './retry-policy';

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

test.each<[RefusalReason, number, number]>([
  ['throttled', Infinity, Infinity],
  ['volume-busy', 50, 70],
  ['credentials-expired', 25, 40],
  ['unreachable', 25, 40],
  ['denied', 0, 0.2],
  ['never', 0, 0],
])('a step that is refused as %s is tried for %d to %d minutes', (reason, least, most) => {
  const { attempts, ...policy } = RETRY_POLICIES[reason];
  const pauses = attempts === Infinity ? 0 : attempts - 1;
  const waitsMs = Array.from({ length: pauses }, (_, index) =>
    retryDelayMs(index + 1, 0.5, policy),
  );
  const minutes =
    attempts === Infinity ? Infinity : waitsMs.reduce((sum, ms) => sum + ms, 0) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(least);
  expect(minutes).toBeLessThanOrEqual(most);
});
