import { expect, test } from 'vitest';
import { coalesceReads } from './change-feed';

test('a reading that failed is not kept', async () => {
  let readings = 0;
  const feed = { subscribe: () => () => undefined };
  const read = coalesceReads(feed, 10_000, async () => {
    readings += 1;
    return readings === 1 ? Promise.reject(new Error('away')) : Promise.resolve('here');
  });
  await expect(read('a')).rejects.toThrow('away');
  expect(await read('a')).toBe('here');
});
