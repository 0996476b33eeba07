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

/** What Freshservice last said about the calls that its account has left. */
export type RateLimitTracker = {
  /** Takes in the headers of any reply, failed ones included. */
  readonly note: (status: number, headers: Headers) => void;
  /** How long Freshservice asked not to be called; 0 when it may be called now. */
  readonly pauseMs: () => number;
  /** Null before the first reply, and once the minute that it spoke of is over. */
  readonly rateLimit: () => RateLimit | null;
};

/** The limits are per minute. */
const VALID_FOR_MS = 60_000;

export function createRateLimitTracker(now: () => number = Date.now): RateLimitTracker {
  let lastSeen: { readonly limit: RateLimit; readonly at: number } | null = null;
  let pausedUntil = 0;
  return {
    note(status, headers) {
      const limit = readRateLimit(headers);
      if (limit !== null) lastSeen = { limit, at: now() };
      // A call during the pause fails and counts all the same.
      if (status === 429) pausedUntil = now() + (readRetryAfterMs(headers, now()) ?? 0);
    },
    pauseMs: () => Math.max(0, pausedUntil - now()),
    rateLimit: () =>
      lastSeen !== null && now() - lastSeen.at < VALID_FOR_MS ? lastSeen.limit : null,
  };
}
