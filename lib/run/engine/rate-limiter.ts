import pLimit, { type LimitFunction } from 'p-limit';
import type { Database } from '@/lib/db/client';
import { sleep } from './retry';

/** EC2's own bucket for CreateSnapshot, per account and region. */
export type CreateRate = { readonly burst: number; readonly perSecond: number };

export type Bucket = { readonly accountId: string; readonly region: string };

/** Lets create calls through as fast as EC2 allows, over all processes. */
export type RateLimiter = {
  /** Returns once a call may be made, or when the signal fires. */
  acquire(bucket: Bucket, signal: AbortSignal): Promise<void>;
};

/** Steps of a process ask one after the other, so the first to come gets the first permit. */
export function openRateLimiter(database: Database, rate: CreateRate): RateLimiter {
  const queues = new Map<string, LimitFunction>();
  return {
    async acquire(bucket, signal) {
      const key = `${bucket.accountId}/${bucket.region}`;
      const queue = queues.get(key) ?? pLimit(1);
      queues.set(key, queue);
      while (!signal.aborted) {
        // A step that has left takes no permit with it.
        const waitMs = await queue(() => (signal.aborted ? 0 : takePermit(database, bucket, rate)));
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
/** Half of what is ahead is used up by then, so that no step waits for nothing and few ask often. */
const ASK_AGAIN_MS = AHEAD_MS / 2;

/**
 * Takes a permit out of the account's bucket, shared by all processes: how long to wait before using
 * it, or null while too many are given out ahead. Generic cell rate algorithm: one timestamp is the
 * whole bucket. The disk is not waited for, because the worst that a lost permit does is a throttled
 * call. Source: EC2 API request throttling, CreateSnapshot 100 tokens, 5 a second.
 */
export async function takePermit(
  { prisma }: Database,
  { accountId, region }: Bucket,
  { burst, perSecond }: CreateRate,
): Promise<number | null> {
  const intervalMs = 1000 / perSecond;
  const burstMs = (burst - Math.floor(burst * LEFT_IN_BUCKET)) * intervalMs;
  const mostMs = burstMs + Math.max(AHEAD_MS, intervalMs);
  const [permit] = await prisma.$queryRaw<{ waitMs: number }[]>`
    INSERT INTO create_budget AS budget (account_id, region, next_at)
    SELECT ${accountId}, ${region}, clock_timestamp() + ${intervalMs} * interval '1 ms'
    FROM set_config('synchronous_commit', 'off', true)
    ON CONFLICT (account_id, region) DO UPDATE
    SET next_at = greatest(budget.next_at, clock_timestamp()) + ${intervalMs} * interval '1 ms'
    WHERE budget.next_at <= clock_timestamp() + ${mostMs - intervalMs} * interval '1 ms'
    RETURNING greatest(0, extract(epoch FROM next_at - clock_timestamp()) * 1000 - ${burstMs})::float8
      AS "waitMs"`;
  return permit?.waitMs ?? null;
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
