import { expect, test } from 'vitest';
import { computeLimitMs } from './ec2-limit';

test.each([
  [20, 200],
  [100, 1_000],
  [300, 40_100],
])('%i volumes with 100 ms latency and ten at once cannot take less than %i ms', (volumes, ms) => {
  expect(computeLimitMs({ volumes, latencyMs: 100, concurrency: 10 })).toBe(ms);
});
