import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { applyMigrations } from '@/lib/db/migrate';
import { seedHistory } from '../../seed/seed-history';

export type BenchHistory = { readonly url: string; readonly stop: () => Promise<void> };

type Wanted = { readonly runs: number; readonly seed: number };

/**
 * An embedded PostgreSQL with a seeded history, kept below `.snapgate/bench`, so that only the first
 * bench of a size pays for filling it. `DATABASE_URL` brings a database that is filled already.
 */
export async function openHistory({ runs, seed }: Wanted): Promise<BenchHistory> {
  const own = process.env['DATABASE_URL']?.trim();
  if (own) return { url: own, stop: () => Promise.resolve() };
  const folder = join('.snapgate', 'bench', `history-${runs}-${seed}`);
  mkdirSync(folder, { recursive: true });
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    onNotice: console.log,
  });
  try {
    await fillOnce(server.url, join(folder, 'filled'), { runs, seed });
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The marker names the rows that are there; half a filling leaves none, because it is one transaction. */
async function fillOnce(url: string, marker: string, { runs, seed }: Wanted): Promise<void> {
  await applyMigrations(url);
  const filled = existsSync(marker) ? readFileSync(marker, 'utf8') : null;
  if (filled === `${runs} ${seed}`) return;
  rmSync(marker, { force: true });
  if ((await countAnyRun(url)) === 0) {
    console.log(
      `Filling the database with ${runs.toLocaleString('en')} runs; only the first time.`,
    );
    const onProgress = (text: string) => console.log(`  ${text}`);
    await seedHistory(url, { runs, seed, years: 6, add: false, onProgress });
  }
  writeFileSync(marker, `${runs} ${seed}`);
}

async function countAnyRun(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query('SELECT FROM run LIMIT 1')).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
