import type { Clock } from '../server/clock';
import type { SandboxSettings } from '../server/settings';

export type RateLimit = {
  /** Counts one call, failed ones included. */
  spend(): {
    readonly allowed: boolean;
    readonly headers: Readonly<Record<string, string>>;
  };
  clear(): void;
};

const MINUTE_MS = 60_000;

/** Freshservice counts calls per account in fixed minutes. */
export function createRateLimit(clock: Clock, settings: SandboxSettings): RateLimit {
  let minute = 0;
  let used = 0;
  return {
    spend() {
      const now = clock.now();
      const current = Math.floor(now / MINUTE_MS);
      if (current !== minute) [minute, used] = [current, 0];
      used += 1;
      const total = settings.freshserviceCallsPerMinute;
      const allowed = used <= total;
      const secondsLeft = Math.ceil(((current + 1) * MINUTE_MS - now) / 1000);
      return { allowed, headers: limitHeaders(total, used, allowed ? null : secondsLeft) };
    },
    clear() {
      used = 0;
    },
  };
}

function limitHeaders(total: number, used: number, retryAfterSeconds: number | null) {
  return {
    'x-ratelimit-total': String(total),
    'x-ratelimit-remaining': String(Math.max(0, total - used)),
    'x-ratelimit-used-currentrequest': '1',
    ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }),
  };
}
