import { expect, test } from 'vitest';
import { keepAnswers } from './auth-options';

test('sign-ins of ten minutes share one discovery document', async () => {
  let [now, asked] = [0, 0];
  const discover = keepAnswers(
    async (address) => `${address} ${(asked += 1)}`,
    () => now,
  );
  expect(await Promise.all([discover('a'), discover('a')])).toEqual(['a 1', 'a 1']);
  now = 599_999;
  expect(await discover('a')).toBe('a 1');
  expect(await discover('b')).toBe('b 2');
  now = 600_000;
  expect(await discover('a')).toBe('a 3');
});

test('a provider that was away is asked again at the next sign-in', async () => {
  let away = true;
  const discover = keepAnswers(
    async () => {
      if (away) throw new Error('away');
      return 'here';
    },
    () => 0,
  );
  await expect(Promise.all([discover('a'), discover('a')])).rejects.toThrow('away');
  away = false;
  expect(await discover('a')).toBe('here');
});
