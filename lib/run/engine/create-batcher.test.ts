import { expect, test } from 'vitest';
import { createBatcher } from './create-batcher';

test('what comes together goes together, and each gets its own result', async () => {
  const batches: (readonly number[])[] = [];
  const double = createBatcher(async (items: readonly number[]) => {
    batches.push(items);
    return Promise.resolve(items.map((item) => item * 2));
  });
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(await double(4)).toBe(8);
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

test('what comes while one is under way waits for the next', async () => {
  const batches: (readonly number[])[] = [];
  const late: Promise<number>[] = [];
  const keep = createBatcher(async (items: readonly number[]) => {
    batches.push(items);
    if (batches.length === 1) late.push(keep(2), keep(3));
    return Promise.resolve(items);
  });
  await keep(1);
  await Promise.all(late);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('a failure reaches everybody in the batch, and the next batch is tried', async () => {
  let broken = true;
  const keep = createBatcher(async (items: readonly number[]) =>
    broken ? Promise.reject(new Error('away')) : Promise.resolve(items),
  );
  const both = await Promise.allSettled([keep(1), keep(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  broken = false;
  expect(await keep(3)).toBe(3);
});
