import type { Database } from '@/lib/db/client';

/** EC2's own bucket for CreateSnapshot, per account and region. */
export type CreateRate = { readonly burst: number; readonly perSecond: number };

/**
 * A call that leaves on time may still arrive a little before the token that pays for it, when an
 * earlier one was slow on its way. So a twentieth of the bucket is left in it.
 */
const LEFT_IN_BUCKET = 0.05;

/**
 * Takes tokens of the account's bucket, shared by all processes, and says how long to wait before
 * using each. Generic cell rate algorithm: one timestamp is the whole bucket.
 * Source: EC2 API request throttling, CreateSnapshot 100 tokens, 5 a second.
 */
export async function reserveCreates(
  { prisma }: Database,
  places: readonly { readonly accountId: string; readonly region: string }[],
  rate: CreateRate,
): Promise<readonly { readonly waitMs: number }[]> {
  const [place] = places;
  if (place === undefined) return [];
  const intervalMs = 1000 / rate.perSecond;
  const burstMs = (rate.burst - Math.floor(rate.burst * LEFT_IN_BUCKET)) * intervalMs;
  const takenMs = places.length * intervalMs;
  const [row] = await prisma.$queryRaw<{ wait_ms: number }[]>`
    INSERT INTO create_budget AS budget (account_id, region, next_at)
    VALUES (${place.accountId}, ${place.region},
            clock_timestamp() + ${takenMs} * interval '1 ms')
    ON CONFLICT (account_id, region) DO UPDATE
    SET next_at = greatest(budget.next_at, clock_timestamp()) + ${takenMs} * interval '1 ms'
    RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000 - ${burstMs})::float8
      AS wait_ms`;
  const lastMs = row?.wait_ms ?? 0;
  return places.map((_, index) => ({
    waitMs: Math.max(0, lastMs - (places.length - 1 - index) * intervalMs),
  }));
}

/** EC2 said that we are too fast: everybody waits a little longer. */
export async function slowDown(
  { prisma }: Database,
  place: { readonly accountId: string; readonly region: string },
  rate: CreateRate,
): Promise<void> {
  const emptyMs = (rate.burst * 1000) / rate.perSecond;
  await prisma.$executeRaw`
    UPDATE create_budget
    SET next_at = greatest(next_at, clock_timestamp() + ${emptyMs} * interval '1 ms')
    WHERE account_id = ${place.accountId} AND region = ${place.region}`;
}
