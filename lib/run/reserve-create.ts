import type { Database } from '@/lib/db/client';

/** EC2's own bucket for CreateSnapshot, per account and region. */
export type CreateRate = { readonly burst: number; readonly perSecond: number };

/**
 * A call that leaves on time may still arrive a little before the token that pays for it, when an
 * earlier one was slow on its way. So a twentieth of the bucket is left in it.
 */
const LEFT_IN_BUCKET = 0.05;

/**
 * How far ahead tokens are given out. A process that dies with tokens it has not used takes no more
 * than these with it; without a limit each kill would put everybody off by minutes.
 */
const AHEAD_MS = 2_000;

/** `isYours`: use it after the wait. Otherwise none is to be had yet: ask again after the wait. */
export type Token = { readonly isYours: boolean; readonly waitMs: number };

export type Place = { readonly accountId: string; readonly region: string };

/**
 * Takes tokens of the account's bucket, shared by all processes, and says how long to wait before
 * using each. Generic cell rate algorithm: one timestamp is the whole bucket.
 * Source: EC2 API request throttling, CreateSnapshot 100 tokens, 5 a second.
 */
export async function reserveCreates(
  database: Database,
  place: Place,
  count: number,
  rate: CreateRate,
): Promise<readonly Token[]> {
  const intervalMs = 1000 / rate.perSecond;
  const burstMs = (rate.burst - Math.floor(rate.burst * LEFT_IN_BUCKET)) * intervalMs;
  const mostMs = burstMs + Math.max(AHEAD_MS, intervalMs);
  const { owedMs, taken } = await takeTokens(database, place, count, intervalMs, mostMs);
  // Half of what is ahead is used up by then, so that nobody waits for nothing and few ask often.
  const laterMs = Math.max(intervalMs, owedMs + taken * intervalMs - (burstMs + AHEAD_MS / 2));
  return Array.from({ length: count }, (_, index) =>
    index < taken
      ? { isYours: true, waitMs: Math.max(0, owedMs + (index + 1) * intervalMs - burstMs) }
      : { isYours: false, waitMs: laterMs },
  );
}

/** Takes as many as there are, up to `wanted`; `owedMs` is how far the bucket was in debt before. */
async function takeTokens(
  { prisma }: Database,
  { accountId, region }: Place,
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

/** EC2 said that we are too fast: everybody waits a little longer. */
export async function slowDown(
  { prisma }: Database,
  place: Place,
  rate: CreateRate,
): Promise<void> {
  const emptyMs = (rate.burst * 1000) / rate.perSecond;
  await prisma.$executeRaw`
    UPDATE create_budget
    SET next_at = greatest(next_at, clock_timestamp() + ${emptyMs} * interval '1 ms')
    WHERE account_id = ${place.accountId} AND region = ${place.region}`;
}
