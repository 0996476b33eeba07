import { expect, test } from 'vitest';
import { gather } from './gather';

test('what comes together goes together, and each gets its own result', async () => {
  const batches: (readonly number[])[] = [];
  const double = gather(async (items: readonly number[]) => {
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
  const keep = gather(async (items: readonly number[]) => {
    batches.push(items);
    if (batches.length === 1) late.push(keep(2), keep(3));
    return Promise.resolve(items);
  });
  await keep(1);
  await Promise.all(late);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('what comes shortly after one began waits for the next, whose time is kept', async () => {
  const begun: number[] = [];
  const keep = gather(
    async (items: readonly number[]) => {
      begun.push(performance.now());
      return Promise.resolve(items);
    },
    { apartMs: 50 },
  );
  await keep(1);
  await Promise.all([keep(2), keep(3)]);
  const [first = 0, second = 0] = begun;
  expect(begun).toHaveLength(2);
  // Timers count whole milliseconds.
  expect(second - first).toBeGreaterThanOrEqual(49);
});

test('what comes waits for company while more is expected, and goes when nothing is', async () => {
  const batches: (readonly number[])[] = [];
  let expected = true;
  const keep = gather(
    async (items: readonly number[]) => {
      batches.push(items);
      return Promise.resolve(items);
    },
    // Without the last one's arrival this test would not come to its end.
    { companyMs: 600_000, expectsMore: () => expected },
  );
  const early = [keep(1), keep(2)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toEqual([]);
  expected = false;
  await Promise.all([...early, keep(3)]);
  expect(batches).toEqual([[1, 2, 3]]);
});

test('nobody waits for company longer than agreed', async () => {
  const keep = gather(async (items: readonly number[]) => Promise.resolve(items), {
    companyMs: 5,
    expectsMore: () => true,
  });
  expect(await keep(1)).toBe(1);
});

test('a failure reaches everybody in the batch, and the next batch is tried', async () => {
  let broken = true;
  const keep = gather(async (items: readonly number[]) =>
    broken ? Promise.reject(new Error('away')) : Promise.resolve(items),
  );
  const both = await Promise.allSettled([keep(1), keep(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  broken = false;
  expect(await keep(3)).toBe(3);
});
