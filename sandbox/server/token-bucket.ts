import type { Clock } from './clock';

export type BucketSize = {
  readonly size: number;
  readonly refillPerSecond: number;
};

export type TokenBuckets = {
  /** Takes one token; false when the bucket is empty. */
  take(key: string, bucket: BucketSize): boolean;
  clear(): void;
};

/** Token buckets as AWS and Slack describe theirs: bursts up to the size, then the refill rate. */
export function createTokenBuckets(clock: Clock): TokenBuckets {
  const levels = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, { size, refillPerSecond }) {
      const now = clock.now();
      const level = levels.get(key) ?? { tokens: size, at: now };
      const refilled = level.tokens + ((now - level.at) / 1000) * refillPerSecond;
      const tokens = Math.min(size, refilled);
      const granted = tokens >= 1;
      levels.set(key, { tokens: granted ? tokens - 1 : tokens, at: now });
      return granted;
    },
    clear: () => levels.clear(),
  };
}
