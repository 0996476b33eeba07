import { expect, test } from 'vitest';
import { openTestDatabase } from '@/lib/db/test-database';
import { openTokenLine } from './token-line';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const never = new AbortController().signal;

test('whoever came first gets the first token, whichever run it is for', async () => {
  const tokens = openTokenLine(await openTestDatabase(), { burst: 2, perSecond: 20 });
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (one) => {
      await tokens.take(PLACE, never);
      order.push(one);
    }),
  );
  expect(order).toEqual([1, 2, 3, 4, 5, 6]);
});

test('whoever leaves the line takes no token with it, and keeps nobody waiting', async () => {
  const database = await openTestDatabase();
  const tokens = openTokenLine(database, { burst: 1, perSecond: 0.05 });
  await tokens.take(PLACE, never);
  const [{ nextAt } = { nextAt: null }] = await database.prisma.createBudget.findMany();
  const gone = new AbortController();
  const waiting = [tokens.take(PLACE, gone.signal), tokens.take(PLACE, gone.signal)];
  gone.abort();
  await Promise.all(waiting);
  expect((await database.prisma.createBudget.findMany())[0]?.nextAt).toEqual(nextAt);
});

test('a database that is away is told to all who wait', async () => {
  const database = await openTestDatabase();
  await database.close();
  const tokens = openTokenLine(database, { burst: 1, perSecond: 1 });
  const all = await Promise.allSettled([tokens.take(PLACE, never), tokens.take(PLACE, never)]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
