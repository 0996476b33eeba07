import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { sealDays } from '@/lib/audit/seal-days';
import { verifyInWords } from '@/testing/test-history';
import { findSessionPerson } from '@/lib/auth/find-session';
import { openSession } from '@/lib/auth/open-session';
import { createTestDatabase, openTestDatabase } from '@/testing/test-database';
import { openDatabase } from '@/lib/db/client';
import { listEvents } from '@/lib/history/run-log';
import { listRuns } from '@/lib/history/list-runs';
import { parseRunCursor } from '@/lib/history/run-cursor';
import { parseRunFilters } from '@/lib/history/run-filters';
import { startExport } from '@/lib/history/export/start-export';
import { formatDay } from '@/lib/plan/tag-snapshot';
import { seedHistory } from '@/scripts/seed/seed-history';
import { OLGA, startTestServices, type TestServices } from '@/testing/test-services';

/** Both have two half past ones, or half past twos, on some night of the year. */
const ZONES = ['Europe/Berlin', 'America/New_York'] as const;

/** Before and after each clock change of both zones; as local times some of them are the same. */
const MOMENTS = [
  '2026-03-08T06:30:00.123Z',
  '2026-03-08T07:30:00.123Z',
  '2026-03-29T00:30:00.123Z',
  '2026-03-29T01:30:00.123Z',
  '2026-10-25T00:30:00.123Z',
  '2026-10-25T01:30:00.123Z',
  '2026-11-01T05:30:00.123Z',
  '2026-11-01T06:30:00.123Z',
] as const;

/** Product and sandbox on a database whose sessions begin in another zone than UTC. */
async function startInZone(zone: string): Promise<TestServices> {
  const services = await startTestServices({ databaseTimeZone: zone });
  services.work();
  return services;
}

test.each(ZONES)('a database in %s: sessions end when they should', async (zone) => {
  const { database, config } = await startInZone(zone);
  const { prisma } = database;
  const signIn = () => openSession(prisma, { sub: 'olga', groups: ['operators'] }, config);
  const find = (id: string) => findSessionPerson(prisma, id, config.roleGroups);
  const age = (id: string, column: 'started_at' | 'last_seen_at', seconds: number) =>
    database.pool.query(
      `UPDATE session SET ${column} = clock_timestamp() - $2 * interval '1 second' WHERE id = $1`,
      [id, seconds],
    );
  const id = await signIn();
  expect(await find(id)).not.toBeNull();
  await age(id, 'last_seen_at', 14 * 60);
  expect(await find(id)).not.toBeNull();
  await age(id, 'last_seen_at', 15 * 60 + 1);
  expect(await find(id)).toBeNull();
  const old = await signIn();
  await age(old, 'started_at', 8 * 60 * 60 + 1);
  expect(await find(old)).toBeNull();
});

test.each(ZONES)('a database in %s: run, log and tags carry the time of now', async (zone) => {
  const services = await startInZone(zone);
  const before = Date.now();
  const run = await services.waitForRun(await services.start('CHN-7303'));
  const events = await listEvents(services.database.prisma, run.id, { level: 'debug', after: 0 });
  const after = Date.now();
  for (const time of [run.startedAt, run.finishedAt ?? '', ...events.map(({ at }) => at)]) {
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before - 1);
    expect(Date.parse(time)).toBeLessThanOrEqual(after + 1);
  }
  const days = [before, after].map((moment) => formatDay(new Date(moment), 'UTC'));
  const names = services.sandbox.ec2.world.snapshots
    .filter(({ origin }) => origin === 'call')
    .map(({ tags }) => tags.Name ?? '');
  expect(names).toHaveLength(3);
  for (const name of names) expect(days).toContain(name.slice(0, 8));
});

test.each(ZONES)('a database in %s: list, cursors and CSV agree on every moment', async (zone) => {
  const services = await startInZone(zone);
  const { prisma, readPool } = services.database;
  const plan = await services.preview('CHN-7303');
  const startedAt = new Map<string, string>();
  for (const moment of MOMENTS) {
    const refused = services.requestOf(plan, { fingerprint: '0'.repeat(64) });
    const { runId } = await services.execute(refused);
    await prisma.run.update({ where: { id: runId }, data: { startedAt: new Date(moment) } });
    startedAt.set(runId, moment);
  }
  const newestFirst = MOMENTS.toReversed();
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const place = { cursor: cursor === null ? null : parseRunCursor(cursor), limit: 1 };
    const page = await listRuns(readPool, parseRunFilters(new URLSearchParams()), place);
    seen.push(...page.runs.map((run) => run.startedAt));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(newestFirst);
  for (const [runId, moment] of startedAt) {
    expect((await services.run(runId)).startedAt).toBe(moment);
  }
  const filters = parseRunFilters(new URLSearchParams('from=2026-10-25&to=2026-10-25'));
  const order = { id: createId(), format: 'csv', filters, agent: OLGA } as const;
  const file = await text(await startExport(services.database, order));
  const rows = parse<{ started_at: string }>(file, { bom: true, columns: true });
  expect(rows.map((row) => row.started_at)).toEqual([MOMENTS[5], MOMENTS[4]]);
});

test.each(ZONES)('a database in %s: two years of chains and closed days verify', async (zone) => {
  const { url, drop } = await createTestDatabase({ timeZone: zone });
  const database = openDatabase(url);
  try {
    const quiet = { onProgress: () => undefined };
    await seedHistory(url, { runs: 60, seed: 3, years: 2, add: false, ...quiet });
    await sealDays(database.prisma);
    expect(await verifyInWords(database)).toEqual([]);
  } finally {
    await database.close();
    await drop();
  }
});

test('every connection of every pool is in UTC', async () => {
  const database = await openTestDatabase({ timeZone: 'America/New_York' });
  for (const pool of [database.pool, database.readPool, database.exportPool]) {
    const { rows } = await pool.query<{ TimeZone: string }>('SHOW timezone');
    expect(rows).toEqual([{ TimeZone: 'UTC' }]);
  }
});
