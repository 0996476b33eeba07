import pino from 'pino';
import { expect, test } from 'vitest';
import { applyMigrations } from './migrate';
import { openTestDatabase } from '@/testing/test-database';
import { waitForDatabase } from './check-database';

test('a database without tables is one line per try, until it is migrated', async () => {
  const database = await openTestDatabase();
  await database.pool.query(
    'DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public',
  );
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const waiting = waitForDatabase(database, log, new AbortController().signal);
  await expect.poll(() => lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: expect.stringMatching(/run npm run db:migrate\. Retrying in 1 s\.$/) as unknown,
  });
  expect(lines[0]).not.toContain('stack');
  await applyMigrations(database.url);
  expect(await waiting).toBe(true);
  expect(lines.length).toBeLessThan(6);
});

test('stopping ends the waiting', async () => {
  const database = await openTestDatabase();
  await database.pool.query('DROP SCHEMA public CASCADE');
  const stopping = new AbortController();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const waiting = waitForDatabase(database, log, stopping.signal);
  await expect.poll(() => lines).toHaveLength(1);
  stopping.abort();
  expect(await waiting).toBe(false);
});
