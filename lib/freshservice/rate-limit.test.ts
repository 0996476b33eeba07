import { describe, expect, it } from 'vitest';
import { readRateLimit, readRetryAfterMs } from './rate-limit';

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
