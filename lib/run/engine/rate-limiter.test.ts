import { expect, test } from 'vitest';
import type { Database } from '@/lib/db/client';
import { openTestDatabase } from '@/testing/test-database';
import { openRateLimiter, reservePermits } from './rate-limiter';

const BUCKET = { accountId: '111122223333', region: 'eu-west-1' };
const RATE = { burst: 100, perSecond: 5 };
const never = new AbortController().signal;
const ask = (database: Database, count: number) => reservePermits(database, BUCKET, count, RATE);

test('the burst may be used at once, what follows at EC2’s pace', async () => {
  const permits = await ask(await openTestDatabase(), 100);
  expect(permits.slice(0, 95).map(({ waitMs }) => waitMs)).toEqual(
    Array.from({ length: 95 }, () => 0),
  );
  const rest = permits.slice(95);
  expect(rest.every(({ granted }) => granted)).toBe(true);
  expect(rest.map(({ waitMs }) => Math.round(waitMs / 100) * 100)).toEqual([
    200, 400, 600, 800, 1000,
  ]);
});

test('permits that dead processes took and never used put the living off by 2 s, not by minutes', async () => {
  const database = await openTestDatabase();
  // A hundred processes are killed one after the other, each with all that it could get.
  for (let killed = 0; killed < 100; killed += 1) await ask(database, 100);
  const [permit] = await ask(database, 1);
  expect(permit?.waitMs).toBeLessThanOrEqual(2_000);
});

test('two processes that ask at once never get the same permit', async () => {
  const database = await openTestDatabase();
  const begunAt = performance.now();
  const asked = await Promise.all(Array.from({ length: 30 }, () => ask(database, 10)));
  const mine = asked.flat().filter(({ granted }) => granted);
  // The burst, two seconds ahead, and what came in while they asked.
  const cameIn = Math.ceil(((performance.now() - begunAt) / 1000) * RATE.perSecond);
  expect(mine.length).toBeGreaterThanOrEqual(105);
  expect(mine.length).toBeLessThanOrEqual(105 + cameIn);
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
