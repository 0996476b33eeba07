import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openDatabase, type Database } from '@/lib/db/client';
import { createTestDatabase } from '@/testing/test-database';
import { AppError } from '@/lib/errors/app-error';
import { takeQuota } from './quota';

const CONFIG = { quotas: { lookUps: 5, executes: 2, exports: 1 } };
const OLGA = { subject: 'olga' };

let processes: readonly [Database, Database];

beforeEach(async () => {
  const { url, drop } = await createTestDatabase();
  const opened = [openDatabase(url), openDatabase(url)] as const;
  processes = opened;
  onTestFinished(async () => {
    await Promise.all(opened.map((database) => database.close()));
    await drop();
  });
});

test('fifty lookups at once over two processes: five are allowed, the others hear when', async () => {
  const attempts = Array.from({ length: 50 }, (_, index) =>
    takeQuota(processes[index % 2 === 0 ? 0 : 1].prisma, OLGA, 'lookUps', CONFIG),
  );
  const results = await Promise.allSettled(attempts);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const refusals = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  for (const refusal of refusals) {
    if (!(refusal instanceof AppError)) throw refusal;
    expect(refusal.code).toBe('too-many-requests');
    expect(refusal.message).toContain('limit of 5 lookups per minute');
    expect(refusal.retryAfterMs).toBeGreaterThan(1_000);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(12_000);
  }
});

test('one person’s limit is no one else’s, and lookups do not use up executes', async () => {
  const { prisma } = processes[0];
  await takeQuota(prisma, OLGA, 'exports', CONFIG);
  await expect(takeQuota(prisma, OLGA, 'exports', CONFIG)).rejects.toThrow('1 exports');
  await takeQuota(prisma, OLGA, 'executes', CONFIG);
  await takeQuota(prisma, { subject: 'vera' }, 'exports', CONFIG);
});

test('what was refused costs nothing: after the waiting time the next one is allowed', async () => {
  const { prisma, pool } = processes[0];
  for (let taken = 0; taken < 5; taken += 1) await takeQuota(prisma, OLGA, 'lookUps', CONFIG);
  for (let asked = 0; asked < 20; asked += 1) {
    await expect(takeQuota(prisma, OLGA, 'lookUps', CONFIG)).rejects.toThrow('per minute');
  }
  // As if the twelve seconds had passed that one lookup of five a minute takes.
  await pool.query(`UPDATE allowance SET next_at = next_at - interval '12 seconds'`);
  await takeQuota(prisma, OLGA, 'lookUps', CONFIG);
  await expect(takeQuota(prisma, OLGA, 'lookUps', CONFIG)).rejects.toThrow('per minute');
});
