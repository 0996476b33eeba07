import type { Database } from '@/lib/db/client';
import { createBatcher } from './batcher';
import { sleep } from './retry';

/** EC2's own bucket for CreateSnapshot, per account and region. */
export type CreateRate = { readonly burst: number; readonly perSecond: number };

export type Bucket = { readonly accountId: string; readonly region: string };

/** Lets create calls through as fast as EC2 allows, over all processes. */
export type RateLimiter = {
  /** Returns once a call may be made, or when the signal fires. */
  acquire(bucket: Bucket, signal: AbortSignal): Promise<void>;
};

/** `granted`: use it after the wait. Otherwise none is to be had yet: ask again after the wait. */
export type Permit = { readonly granted: boolean; readonly waitMs: number };

const NONE: Permit = { granted: false, waitMs: 0 };

/** Steps of all runs of a process that ask at the same time share a statement, in their order. */
export function openRateLimiter(database: Database, rate: CreateRate): RateLimiter {
  const askFor = new Map<string, (signal: AbortSignal) => Promise<Permit>>();
  const openBatcher = (bucket: Bucket) =>
    createBatcher(async (signals: readonly AbortSignal[]) => {
      // A step that has left takes no permit with it.
      const isWaiting = signals.map(({ aborted }) => !aborted);
      const count = isWaiting.filter(Boolean).length;
      const permits = count === 0 ? [] : [...(await reservePermits(database, bucket, count, rate))];
      return isWaiting.map((waiting) => (waiting ? permits.shift() : null) ?? NONE);
    });
  return {
    async acquire({ accountId, region }, signal) {
      const key = `${accountId}/${region}`;
      const ask = askFor.get(key) ?? openBatcher({ accountId, region });
      askFor.set(key, ask);
      while (!signal.aborted) {
        const { granted, waitMs } = await ask(signal);
        await sleep(waitMs, signal);
        if (granted) return;
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

/**
 * Takes permits out of the account's bucket, shared by all processes, and says how long to wait before
 * using each. Generic cell rate algorithm: one timestamp is the whole bucket.
 * Source: EC2 API request throttling, CreateSnapshot 100 tokens, 5 a second.
 */
export async function reservePermits(
  database: Database,
  bucket: Bucket,
  count: number,
  rate: CreateRate,
): Promise<readonly Permit[]> {
  const intervalMs = 1000 / rate.perSecond;
  const burstMs = (rate.burst - Math.floor(rate.burst * LEFT_IN_BUCKET)) * intervalMs;
  const mostMs = burstMs + Math.max(AHEAD_MS, intervalMs);
  const { owedMs, taken } = await takePermits(database, bucket, count, intervalMs, mostMs);
  // Half of what is ahead is used up by then, so that no step waits for nothing and few ask often.
  const laterMs = Math.max(intervalMs, owedMs + taken * intervalMs - (burstMs + AHEAD_MS / 2));
  return Array.from({ length: count }, (_, index) =>
    index < taken
      ? { granted: true, waitMs: Math.max(0, owedMs + (index + 1) * intervalMs - burstMs) }
      : { granted: false, waitMs: laterMs },
  );
}

/** Takes as many as there are, up to `wanted`; `owedMs` is how far the bucket was in debt before. */
async function takePermits(
  { prisma }: Database,
  { accountId, region }: Bucket,
  wanted: number,
  intervalMs: number,
  mostMs: number,
): Promise<{ readonly owedMs: number; readonly taken: number }> {
  for (;;) {
    const [row] = await prisma.$queryRaw<{ owedMs: number; taken: number }[]>`
      UPDATE create_budget AS budget
      SET next_at = before.now + (before.owed_ms + before.taken * ${intervalMs}) * interval '1 ms'
      FROM (
        SELECT now, owed_ms, least(${wanted}::int,
                 greatest(0, floor((${mostMs} - owed_ms) / ${intervalMs})))::int AS taken
        FROM (
          SELECT now, greatest(0, extract(epoch FROM next_at - now) * 1000)::float8 AS owed_ms
          FROM (
            SELECT next_at, clock_timestamp() AS now FROM create_budget
            WHERE account_id = ${accountId} AND region = ${region} FOR UPDATE
          ) AS locked
        ) AS owed
      ) AS before
      WHERE budget.account_id = ${accountId} AND budget.region = ${region}
      RETURNING before.owed_ms AS "owedMs", before.taken`;
    if (row !== undefined) return row;
    await prisma.$executeRaw`
      INSERT INTO create_budget (account_id, region, next_at)
      VALUES (${accountId}, ${region}, clock_timestamp()) ON CONFLICT DO NOTHING`;
  }
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
