import { expect, test } from 'vitest';
import { openTestDatabase } from '@/testing/test-database';
import { findRun } from '@/lib/history/find-run';
import { OLGA, startTestServices } from '@/testing/test-services';
import { seedHistory, type SeedOptions } from './seed-history';

const OPTIONS: SeedOptions = {
  runs: 300,
  seed: 7,
  years: 2,
  add: false,
  onProgress: () => undefined,
};

async function openSeeded() {
  const database = await openTestDatabase();
  return { database, counts: await seedHistory(database.url, OPTIONS) };
}

test('seeded rows are what the product would have stored, chained as its triggers do', async () => {
  const { database, counts } = await openSeeded();
  expect(counts).toMatchObject({ runs: 300 });
  const { rows } = await database.pool.query(`
    SELECT count(*)::int AS events, count(*) FILTER (WHERE event.hash = event_hash(event,
      coalesce(before.hash, sha256(convert_to(run_record(event.run_id), 'UTF8')))))::int AS chained
    FROM event LEFT JOIN event AS before
      ON before.run_id = event.run_id AND before.seq = event.seq - 1`);
  expect(rows).toEqual([{ events: counts.events, chained: counts.events }]);
  const someRuns = await database.prisma.run.findMany({ select: { id: true }, take: 40 });
  for (const { id } of someRuns) {
    expect(await findRun(database.prisma, id)).toMatchObject({ id, settled: true });
  }
});

test('indexes, foreign keys and triggers are as they were', async () => {
  const { database } = await openSeeded();
  await expect(database.pool.query(`UPDATE event SET message = 'x'`)).rejects.toThrow('refused');
  await expect(database.pool.query(`UPDATE step SET run_id = gen_random_uuid()`)).rejects.toThrow(
    'step_run_id_fkey',
  );
  const { rows } = await database.pool.query(
    `SELECT count(*)::int AS count FROM pg_indexes WHERE indexname IN
       ('run_search_words_idx', 'step_open_volume_key', 'run_agent_subject_once_key_key')`,
  );
  expect(rows).toEqual([{ count: 3 }]);
});

test('a database with runs in it is left alone unless someone insists', async () => {
  const { url } = (await openSeeded()).database;
  await expect(seedHistory(url, OPTIONS)).rejects.toThrow('already contains a generated history');
  expect(await seedHistory(url, { ...OPTIONS, seed: 8, add: true })).toMatchObject({ runs: 300 });
  const services = await startTestServices();
  await services.start('CHN-7303');
  await expect(seedHistory(services.database.url, OPTIONS)).rejects.toThrow('real runs');
  expect(await services.database.prisma.run.count()).toBe(1);
  expect(await services.database.prisma.run.findFirst()).toMatchObject({ agentName: OLGA.name });
});
