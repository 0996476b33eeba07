/** Calls left in this minute for the whole account, as Freshservice last said. */
export type RateLimit = { readonly remaining: number; readonly total: number };

/** Few enough that pages should not read again by themselves; others share the account. */
export function isLow({ remaining, total }: RateLimit): boolean {
  return remaining < Math.max(10, total / 10);
}

/** Reads `X-Ratelimit-*`; the numbers were seen as decimal text. Null when absent. */
export function readRateLimit(headers: Headers): RateLimit | null {
  const total = readCount(headers.get('x-ratelimit-total'));
  const remaining = readCount(headers.get('x-ratelimit-remaining'));
  return total === null || remaining === null ? null : { remaining, total };
}

/** Reads `Retry-After`, seconds or a date, as milliseconds from `now`. Null when absent. */
export function readRetryAfterMs(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (text === '') return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function readCount(text: string | null): number | null {
  const count = Number(text ?? Number.NaN);
  return Number.isFinite(count) && text?.trim() !== '' ? Math.max(0, Math.floor(count)) : null;
}
