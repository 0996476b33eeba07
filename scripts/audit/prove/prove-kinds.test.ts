import { expect, test } from 'vitest';
import { sealDays } from '@/lib/audit/seal-days';
import { seedHistory } from '@/scripts/seed/seed-history';
import { openTestDatabase } from '@/testing/test-database';
import { proveKinds } from './prove-kinds';

test('each kind of forgery that was ever tried is found or refused', async () => {
  const { url, prisma } = await openTestDatabase();
  const onProgress = () => undefined;
  await seedHistory(url, { runs: 300, seed: 3, years: 2, add: false, onProgress });
  await sealDays(prisma);
  const missed = (await proveKinds(url, 1)).filter(({ made, good }) => good !== made);
  expect(missed).toEqual([]);
});
