import { expect, test } from 'vitest';
import type { Database } from '@/lib/db/client';
import { openTestDatabase } from '@/lib/db/test-database';
import { reserveCreates } from './reserve-create';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const RATE = { burst: 100, perSecond: 5 };
const ask = (database: Database, count: number) => reserveCreates(database, PLACE, count, RATE);

test('the burst may be used at once, what follows at EC2’s pace', async () => {
  const tokens = await ask(await openTestDatabase(), 100);
  expect(tokens.slice(0, 95).map(({ waitMs }) => waitMs)).toEqual(
    Array.from({ length: 95 }, () => 0),
  );
  const rest = tokens.slice(95);
  expect(rest.every(({ isYours }) => isYours)).toBe(true);
  expect(rest.map(({ waitMs }) => Math.round(waitMs / 100) * 100)).toEqual([
    200, 400, 600, 800, 1000,
  ]);
});

test('tokens that dead processes took and never used put the living off by 2 s, not by minutes', async () => {
  const database = await openTestDatabase();
  // A hundred processes are killed one after the other, each with all that it could get.
  for (let killed = 0; killed < 100; killed += 1) await ask(database, 100);
  const [token] = await ask(database, 1);
  expect(token?.waitMs).toBeLessThanOrEqual(2_000);
});

test('two processes that ask at once never get the same token', async () => {
  const database = await openTestDatabase();
  const begunAt = performance.now();
  const asked = await Promise.all(Array.from({ length: 30 }, () => ask(database, 10)));
  const mine = asked.flat().filter(({ isYours }) => isYours);
  // The burst, two seconds ahead, and what came in while they asked.
  const cameIn = Math.ceil(((performance.now() - begunAt) / 1000) * RATE.perSecond);
  expect(mine.length).toBeGreaterThanOrEqual(105);
  expect(mine.length).toBeLessThanOrEqual(105 + cameIn);
});
