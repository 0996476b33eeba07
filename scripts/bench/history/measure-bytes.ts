import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { keepDaysSealed } from '@/lib/audit/seal-days';
import { openDatabase } from '@/lib/db/client';
import { applyMigrations } from '@/lib/db/migrate';
import { logger } from '@/lib/log/logger';
import { startWorker } from '@/lib/run/worker';
import { startEmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { startSandbox } from '@/sandbox/start-sandbox';
import { buildBulkTickets } from '../../chaos/bulk-tickets';
import { createOperator, type Operator } from '../../chaos/operator';
import { judge, judgeBelow, type Verdict } from './verdict';

const RUNS = Number(process.env['BENCH_RUNS'] ?? 1_000);
const SNAPSHOTS_PER_RUN = 3;
const AT_ONCE = 10;
/** A third less than the 34 kB that a run took before. */
const MAX_KB = 22.7;
const BELOW_AT_REST = 1;
/** As long as the longest of the library's pauses, so that each of its passes is counted once. */
const REST_MS = 10 * 60_000;
const BEFORE_REST_MS = 20_000;
const MAX_SHOWN = 8;
const SECRET = 'Vb7qLx0TgZ4mRk9wYd2nHs5cJf8pAe1u';

/**
 * Executes ordinary runs with the product itself and sees what they take on disk: rows are written
 * several times while a run goes on, which rows that are only filled in do not show.
 */
export async function measureBytes(): Promise<readonly Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-bytes-'));
  const options = { dataDir: join(folder, 'postgres'), temporary: true };
  const server = await startEmbeddedPostgres({ ...options, onNotice: () => undefined });
  try {
    await applyMigrations(server.url);
    const perSecond = await executeRuns(server.url);
    const database = openDatabase(server.url);
    const bytes = await showRelations(database.pool);
    await database.close();
    return [
      judge(`${RUNS} ordinary runs, per run`, bytes / RUNS / 1_000, MAX_KB, 'kB'),
      judgeBelow('one idle process', perSecond, BELOW_AT_REST, 'transactions a second'),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns how many transactions a second the process begins when all of it is over. */
async function executeRuns(databaseUrl: string): Promise<number> {
  const sandbox = await startSandbox({
    dataDir: '',
    appUrl: 'http://127.0.0.1:3000',
    include: ['freshservice', 'ec2', 'slack'],
    settings: { perVolumeIntervalMs: 0, snapshotDurationMs: 500, slackBurst: 1_000_000 },
  });
  sandbox.settings.throttleEc2 = false;
  sandbox.settings.freshserviceCallsPerMinute = 1_000_000;
  const tickets = buildBulkTickets(RUNS * SNAPSHOTS_PER_RUN, SNAPSHOTS_PER_RUN);
  for (const { sample } of tickets) sandbox.addSample(sample);
  const operator = createOperator({
    ...sandbox.environment,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    NEXTAUTH_SECRET: SECRET,
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'snapgate',
    OIDC_CLIENT_SECRET: 'unused',
    ROLE_OPERATOR: 'operators',
    CREATE_BURST: '1000',
    CREATE_PER_SECOND: '1000',
  });
  // All that a process does by itself, as the product starts it.
  const { services } = operator;
  const worker = startWorker(services.engine, services);
  const stopSealing = keepDaysSealed(services.database.prisma, logger);
  try {
    for (let index = 0; index < tickets.length; index += AT_ONCE) {
      const batch = tickets.slice(index, index + AT_ONCE);
      await Promise.all(
        batch.map(({ reference, environment }) => operator.insist(reference, environment)),
      );
    }
    await untilSettled(operator);
    return await measureRest(operator);
  } finally {
    await Promise.all([worker.stop(), stopSealing()]);
    await operator.close();
    await sandbox.close();
  }
}

/** Every snapshot is complete and Slack has heard of all of it. */
async function untilSettled({ services }: Operator): Promise<void> {
  const sql = `SELECT (SELECT count(*) FROM run WHERE status <> 'succeeded' OR slack_due_at IS NOT NULL)
    + (SELECT count(*) FROM step WHERE watch_due_at IS NOT NULL) AS open`;
  const read = async () =>
    Number((await services.database.pool.query<{ open: string }>(sql)).rows[0]?.open);
  while ((await read()) > 0) await wait(500);
}

/** By PostgreSQL's own count of this database. */
async function measureRest({ services }: Operator): Promise<number> {
  const sql =
    'SELECT xact_commit + xact_rollback AS n FROM pg_stat_database WHERE datname = current_database()';
  const read = async () =>
    Number((await services.database.pool.query<{ n: string }>(sql)).rows[0]?.n);
  // What the last run left to do is over, and counts are told.
  await wait(BEFORE_REST_MS);
  const before = await read();
  await wait(REST_MS);
  return ((await read()) - before) / (REST_MS / 1_000);
}

/** Prints the largest; returns the bytes of all tables with their indexes. */
async function showRelations(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ name: string; bytes: number }>(`
    SELECT pg_class.relname AS name,
      (pg_table_size(pg_class.oid))::float AS bytes
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    WHERE nspname = 'public' AND relkind IN ('r', 'i')
    ORDER BY bytes DESC`);
  console.log(`\nOn disk, in bytes a run of ${SNAPSHOTS_PER_RUN} snapshots:`);
  for (const { name, bytes } of rows.slice(0, MAX_SHOWN)) {
    console.log(
      `  ${Math.round(bytes / RUNS)
        .toLocaleString('en')
        .padStart(7)} ${name}`,
    );
  }
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}
