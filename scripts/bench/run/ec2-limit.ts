/** What EC2 allows one account and region: tokens at once, and how fast they come back. */
export const EC2_BURST = 100;
const EC2_PER_SECOND = 5;

export type LimitInput = {
  readonly volumes: number;
  readonly latencyMs: number;
  readonly concurrency: number;
};

/**
 * No program can be faster, on any machine: so many calls at once take so long, and the last call
 * cannot leave before its token is there.
 */
export function computeLimitMs({ volumes, latencyMs, concurrency }: LimitInput): number {
  const byConcurrency = Math.ceil(volumes / concurrency) * latencyMs;
  const byBucket = (Math.max(0, volumes - EC2_BURST) / EC2_PER_SECOND) * 1000 + latencyMs;
  return Math.max(byConcurrency, byBucket);
}
