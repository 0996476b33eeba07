/** What EC2 allows one account and region: tokens at once, and how fast they come back. */
const EC2_BUCKET = { burst: 100, perSecond: 5 };

export type FloorInput = {
  readonly volumes: number;
  readonly latencyMs: number;
  readonly concurrency: number;
};

/**
 * No program can be faster: so many calls at once take so long, and the last call cannot leave
 * before its token is there.
 */
export function computeFloorMs({ volumes, latencyMs, concurrency }: FloorInput): number {
  const byConcurrency = Math.ceil(volumes / concurrency) * latencyMs;
  const { burst, perSecond } = EC2_BUCKET;
  const byBucket = (Math.max(0, volumes - burst) / perSecond) * 1000 + latencyMs;
  return Math.max(byConcurrency, byBucket);
}
