import { describe, expect, it, test } from 'vitest';
import { createRateLimitTracker, isLow, readRateLimit, readRetryAfterMs } from './rate-limit';

describe('readRateLimit', () => {
  it.each([
    ['200', '187', { total: 200, remaining: 187 }],
    ['200.0', '186.5', { total: 200, remaining: 186 }],
    ['200', '-1', { total: 200, remaining: 0 }],
    ['200', '', null],
    ['many', '3', null],
  ])('reads total %j and remaining %j', (total, remaining, expected) => {
    const headers = new Headers({ 'X-Ratelimit-Total': total, 'X-Ratelimit-Remaining': remaining });
    expect(readRateLimit(headers)).toEqual(expected);
  });

  it('is null without the headers', () => {
    expect(readRateLimit(new Headers())).toBeNull();
  });
});

describe('readRetryAfterMs', () => {
  const now = Date.parse('2026-11-02T10:00:00Z');
  it.each([
    ['3', 3_000],
    ['0', 0],
    ['0.5', 500],
    ['-4', 0],
    ['Mon, 02 Nov 2026 10:00:30 GMT', 30_000],
    ['Mon, 02 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('reads %j', (text, expected) => {
    expect(readRetryAfterMs(new Headers({ 'Retry-After': text }), now)).toBe(expected);
  });
});

const told = (remaining: string) =>
  new Headers({ 'X-Ratelimit-Total': '100', 'X-Ratelimit-Remaining': remaining });

test('what Freshservice said about this minute is forgotten when the minute is over', () => {
  let now = 0;
  const budget = createRateLimitTracker(() => now);
  expect(budget.rateLimit()).toBeNull();
  budget.note(200, told('7'));
  now = 59_999;
  expect(budget.rateLimit()).toEqual({ total: 100, remaining: 7 });
  now = 60_000;
  expect(budget.rateLimit()).toBeNull();
});

test('after a 429 nothing is sent until the time that it named', () => {
  let now = 0;
  const budget = createRateLimitTracker(() => now);
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
