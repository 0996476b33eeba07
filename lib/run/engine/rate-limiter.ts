import type { Database } from '@/lib/db/client';
import { createBatcher } from './create-batcher';
import { sleep } from './retry';

/** EC2's own bucket for CreateSnapshot, per account and region. */
export type CreateRate = { readonly burst: number; readonly perSecond: number };

export type Bucket = { readonly accountId: string; readonly region: string };

/** Lets create calls through as fast as EC2 allows, over all processes. */
export type RateLimiter = {
  /** Returns once a call may be made, or when the signal fires. */
  acquire(bucket: Bucket, signal: AbortSignal): Promise<void>;
};

type TakePermit = (signal: AbortSignal) => Promise<number | null>;

/** The first step of a process to come gets the first permit. */
export function openRateLimiter(database: Database, rate: CreateRate): RateLimiter {
  const buckets = new Map<string, TakePermit>();
  const intervalMs = 1000 / rate.perSecond;
  const openBucket = (bucket: Bucket): TakePermit =>
    createBatcher(
      async (signals) => {
        // A step that has left takes no permit with it.
        const waiting = signals.filter(({ aborted }) => !aborted).length;
        const firstMs = waiting === 0 ? 0 : await takePermits(database, bucket, rate, waiting);
        return signals.map((_, index) =>
          firstMs === null ? null : Math.max(0, firstMs + index * intervalMs),
        );
      },
      Math.max(1, Math.floor(ASK_AGAIN_MS / intervalMs)),
    );
  return {
    async acquire(bucket, signal) {
      const key = `${bucket.accountId}/${bucket.region}`;
      const takePermit = buckets.get(key) ?? openBucket(bucket);
      buckets.set(key, takePermit);
      while (!signal.aborted) {
        const waitMs = await takePermit(signal);
        await sleep(waitMs ?? ASK_AGAIN_MS, signal);
        if (waitMs !== null) return;
      }
    },
  };
}

/**
 * A call that leaves on time may still arrive a little before the permit that pays for it, when an
 * earlier one was slow on its way. So a twentieth of the bucket is left in it.
 */
const LEFT_IN_BUCKET = 0.05;

/**
 * How far ahead permits are given out. A process that dies with permits it has not used takes no more
 * than these with it; without a limit each kill would put all others off by minutes.
 */
const AHEAD_MS = 2_000;
/** Half of what is ahead is used up by then; so many permits at most are taken at once. */
const ASK_AGAIN_MS = AHEAD_MS / 2;

/**
 * Takes permits out of the account's bucket, shared by all processes: how long to wait before using
 * the first, negative while the burst lasts, or null while too many are given out ahead. Generic cell
 * rate algorithm: one timestamp is the whole bucket. The disk is not waited for, because the worst
 * that a lost permit does is a throttled call. Source: EC2 API request throttling, CreateSnapshot 100
 * tokens, 5 a second.
 */
export async function takePermits(
  { prisma }: Database,
  { accountId, region }: Bucket,
  { burst, perSecond }: CreateRate,
  count: number,
): Promise<number | null> {
  const intervalMs = 1000 / perSecond;
  const burstMs = (burst - Math.floor(burst * LEFT_IN_BUCKET)) * intervalMs;
  const mostMs = burstMs + Math.max(AHEAD_MS, intervalMs);
  const takenMs = count * intervalMs;
  const [permit] = await prisma.$queryRaw<{ firstMs: number }[]>`
    INSERT INTO create_budget AS budget (account_id, region, next_at)
    SELECT ${accountId}, ${region}, clock_timestamp() + ${takenMs} * interval '1 ms'
    FROM set_config('synchronous_commit', 'off', true)
    ON CONFLICT (account_id, region) DO UPDATE
    SET next_at = greatest(budget.next_at, clock_timestamp()) + ${takenMs} * interval '1 ms'
    WHERE budget.next_at <= clock_timestamp() + ${mostMs - takenMs} * interval '1 ms'
    RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8
      - ${burstMs + takenMs - intervalMs} AS "firstMs"`;
  return permit?.firstMs ?? null;
}

/** EC2 said that we are too fast: every process goes on as with an empty bucket. */
export async function slowDown(
  { prisma }: Database,
  bucket: Bucket,
  rate: CreateRate,
): Promise<void> {
  const emptyMs = (rate.burst * 1000) / rate.perSecond;
  await prisma.$executeRaw`
    UPDATE create_budget
    SET next_at = greatest(next_at, clock_timestamp() + ${emptyMs} * interval '1 ms')
    WHERE account_id = ${bucket.accountId} AND region = ${bucket.region}`;
}
