import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { sealDays } from '@/lib/audit/seal-days';
import { openDatabase } from '@/lib/db/client';
import { startEmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { applyMigrations } from '@/lib/db/migrate';
import { machineLabel } from '../chaos/machine-label';
import { proveChanges } from './prove/prove-changes';
import { proveKinds } from './prove/prove-kinds';
import { proveRemovals } from './prove/prove-removals';
import { verifyCopy } from './prove/verify-copy';
import { createRandom } from '../seed/random';
import { seedHistory } from '../seed/seed-history';

const REMOVALS = 100;
const OF_EACH_KIND = 100;

/**
 * `npm run audit:prove`: invents a history on a PostgreSQL of its own, changes single bytes as a
 * superuser would, and counts what verifying finds. Exit code 1 when one change is missed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '20000' },
      changes: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const seed = Number(values.seed);
  console.log(`Machine  ${machineLabel()}; seed ${seed}`);
  const server = await startEmbeddedPostgres({
    dataDir: mkdtempSync(join(tmpdir(), 'snapgate-prove-')),
    temporary: true,
  });
  try {
    await prove(server.url, Number(values.runs), Number(values.changes), seed);
  } finally {
    await server.stop();
  }
}

async function prove(url: string, runs: number, changes: number, seed: number): Promise<void> {
  const clean = nameDatabase(url, 'clean');
  const [changed, removed, forged] = ['changed', 'removed', 'forged'].map((name) =>
    nameDatabase(url, name),
  ) as [string, string, string];
  await runStatements(url, 'CREATE DATABASE clean');
  await applyMigrations(clean);
  const options = { runs, seed, years: 6, add: false, onProgress: () => undefined };
  const { events } = await seedHistory(clean, options);
  await sealAllDays(clean);
  await runStatements(url, 'CREATE DATABASE changed TEMPLATE clean');
  await runStatements(url, 'CREATE DATABASE removed TEMPLATE clean');
  await runStatements(url, 'CREATE DATABASE forged TEMPLATE clean');

  const begunAt = performance.now();
  const untouched = await verifyCopy(clean);
  const perSecond = Math.round(events / ((performance.now() - begunAt) / 1000));
  show('verify', `${n(events)} events of ${n(runs)} runs, ${n(perSecond)} events a second`);
  judge('nothing touched', untouched.length === 0, `${n(untouched.length)} findings`);

  const random = createRandom(seed);
  const bytes = await proveChanges(changed, changes, random);
  for (const missed of bytes.missed) console.log(`  missed: ${missed}`);
  judge(
    'one-byte changes',
    bytes.found === bytes.made && bytes.wrong === 0,
    `${n(bytes.found)} of ${n(bytes.made)} found at their row, ${bytes.wrong} untouched runs named`,
  );
  const rows = await proveRemovals(removed, REMOVALS, random);
  judge(
    'removals',
    rows.found === rows.made,
    `${rows.found} of ${rows.made} found (ends of logs, whole runs, forged ends)`,
  );
  for (const { kind, made, good } of await proveKinds(forged, OF_EACH_KIND)) {
    judge(kind, good === made, `${good} of ${made}`);
  }
}

async function sealAllDays(url: string): Promise<void> {
  const database = openDatabase(url);
  try {
    await sealDays(database.prisma);
  } finally {
    await database.close();
  }
}

async function runStatements(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function nameDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

function judge(title: string, good: boolean, figures: string): void {
  show(title, `${figures}: ${good ? 'good' : 'NOT GOOD'}`);
  if (!good) process.exitCode = 1;
}

function show(title: string, text: string): void {
  console.log(`${title.padEnd(44)} ${text}`);
}

function n(value: number): string {
  return value.toLocaleString('en');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
