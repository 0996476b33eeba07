import { expect, test } from 'vitest';
import type { Database } from '@/lib/db/client';
import { openTestDatabase } from '@/testing/test-database';
import { openRateLimiter, takePermits } from './rate-limiter';

const BUCKET = { accountId: '111122223333', region: 'eu-west-1' };
const RATE = { burst: 100, perSecond: 5 };
const never = new AbortController().signal;

/** As many permits as there are, up to `most`: how long to wait before each. */
async function takeOneByOne(database: Database, most: number): Promise<readonly number[]> {
  const waits: number[] = [];
  while (waits.length < most) {
    const waitMs = await takePermits(database, BUCKET, RATE, 1);
    if (waitMs === null) break;
    waits.push(Math.max(0, waitMs));
  }
  return waits;
}

test('the burst may be used at once, what follows at EC2’s pace', async () => {
  const database = await openTestDatabase();
  const waits: number[] = [];
  const expected: number[] = [];
  let begunAt = Infinity;
  for (let permit = 1; permit <= 100; permit += 1) {
    waits.push(Math.max(0, (await takePermits(database, BUCKET, RATE, 1)) ?? Number.NaN));
    begunAt = Math.min(begunAt, performance.now());
    // What comes in while they are asked for makes each wait as much shorter.
    expected.push(Math.max(0, (permit - 95) * 200 - (performance.now() - begunAt)));
  }
  expect(waits.slice(0, 95)).toEqual(Array.from({ length: 95 }, () => 0));
  for (const [index, waitMs] of waits.entries()) {
    // Less than half of what one permit more or less would make.
    expect(Math.abs(waitMs - (expected[index] ?? Number.NaN))).toBeLessThan(100);
  }
  expect(waits).toHaveLength(100);
});

test('permits that dead processes took and never used put the living off by 2 s, not by minutes', async () => {
  const database = await openTestDatabase();
  // A hundred processes are killed one after the other, each with all that it could get.
  for (let killed = 0; killed < 100; killed += 1) await takeOneByOne(database, 100);
  const { accountId, region } = BUCKET;
  const [{ owedMs } = { owedMs: 0 }] = await database.prisma.$queryRaw<{ owedMs: number }[]>`
    SELECT (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8 AS "owedMs"
    FROM create_budget WHERE account_id = ${accountId} AND region = ${region}`;
  expect(owedMs - 95 * 200).toBeLessThanOrEqual(2_000);
});

test('two processes that ask at once never get the same permit', async () => {
  const database = await openTestDatabase();
  const begunAt = performance.now();
  const asked = await Promise.all(Array.from({ length: 30 }, () => takeOneByOne(database, 10)));
  // The burst, two seconds ahead, and what came in while they asked.
  const cameIn = Math.ceil(((performance.now() - begunAt) / 1000) * RATE.perSecond);
  expect(asked.flat().length).toBeGreaterThanOrEqual(105);
  expect(asked.flat().length).toBeLessThanOrEqual(105 + cameIn);
});

test('first come, first served: the first gets the first permit, whichever run it is for', async () => {
  const limiter = openRateLimiter(await openTestDatabase(), { burst: 2, perSecond: 20 });
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (one) => {
      await limiter.acquire(BUCKET, never);
      order.push(one);
    }),
  );
  expect(order).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a step that leaves the queue takes no permit with it, and keeps no other waiting', async () => {
  const database = await openTestDatabase();
  const limiter = openRateLimiter(database, { burst: 1, perSecond: 0.05 });
  await limiter.acquire(BUCKET, never);
  const [{ nextAt } = { nextAt: null }] = await database.prisma.createBudget.findMany();
  const gone = new AbortController();
  const waiting = [limiter.acquire(BUCKET, gone.signal), limiter.acquire(BUCKET, gone.signal)];
  gone.abort();
  await Promise.all(waiting);
  expect((await database.prisma.createBudget.findMany())[0]?.nextAt).toEqual(nextAt);
});

test('a database that is away is told to all who wait', async () => {
  const database = await openTestDatabase();
  await database.close();
  const limiter = openRateLimiter(database, { burst: 1, perSecond: 1 });
  const all = await Promise.allSettled([
    limiter.acquire(BUCKET, never),
    limiter.acquire(BUCKET, never),
  ]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
