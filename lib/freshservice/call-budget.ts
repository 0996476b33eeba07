import { readRateLimit, readRetryAfterMs, type RateLimit } from './rate-limit';

/** What Freshservice last said about the calls that its account has left. */
export type CallBudget = {
  /** Takes in the headers of any reply, failed ones included. */
  readonly note: (status: number, headers: Headers) => void;
  /** How long Freshservice asked not to be called; 0 when it may be called now. */
  readonly pauseMs: () => number;
  /** Null before the first reply, and once the minute that it spoke of is over. */
  readonly rateLimit: () => RateLimit | null;
};

/** The limits are per minute. */
const VALID_FOR_MS = 60_000;

export function createCallBudget(now: () => number = Date.now): CallBudget {
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
