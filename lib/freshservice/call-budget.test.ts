import { expect, test } from 'vitest';
import { createCallBudget } from './call-budget';
import { isLow } from './rate-limit';

const told = (remaining: string) =>
  new Headers({ 'X-Ratelimit-Total': '100', 'X-Ratelimit-Remaining': remaining });

test('what Freshservice said about this minute is forgotten when the minute is over', () => {
  let now = 0;
  const budget = createCallBudget(() => now);
  expect(budget.rateLimit()).toBeNull();
  budget.note(200, told('7'));
  now = 59_999;
  expect(budget.rateLimit()).toEqual({ total: 100, remaining: 7 });
  now = 60_000;
  expect(budget.rateLimit()).toBeNull();
});

test('after a 429 nothing is sent until the time that it named', () => {
  let now = 0;
  const budget = createCallBudget(() => now);
  budget.note(429, new Headers({ 'Retry-After': '42' }));
  expect(budget.pauseMs()).toBe(42_000);
  now = 42_000;
  expect(budget.pauseMs()).toBe(0);
});

test.each([
  [{ remaining: 49, total: 500 }, true],
  [{ remaining: 50, total: 500 }, false],
  [{ remaining: 9, total: 40 }, true],
  [{ remaining: 10, total: 100 }, false],
])('%j is low: %s', (limit, low) => {
  expect(isLow(limit)).toBe(low);
});
