import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { checkDatabase } from '@/lib/db/check-database';
import { openDatabase } from '@/lib/db/client';
import { applyMigrations } from '@/lib/db/migrate';
import { startTiedProcess, readLastLines } from '../stack/tied-process';
import { openProduct, withProduct } from './product';
import { PASSWORD } from './postgres';
import type { Rig } from './rig';
import { until } from './tools';

export type Case = { readonly name: string; readonly run: (rig: Rig) => Promise<void> };

/** The machine's own PostgreSQL, from an empty database on. */
export const DATABASE_CASES: readonly Case[] = [
  { name: 'PostgreSQL of the distribution: migrated, migrated again, a run', run: runFromEmpty },
  {
    name: 'pg_trgm that the user may not create: said before anything is changed',
    run: lackTrigrams,
  },
  {
    name: 'a database in Europe/Berlin: times of a run are those of now',
    run: (rig) => runInZone(rig, 'Europe/Berlin'),
  },
  {
    name: 'a database in America/New_York: times of a run are those of now',
    run: (rig) => runInZone(rig, 'America/New_York'),
  },
  { name: 'a backup restored after the run: no second snapshot', run: restoreBackup },
  { name: 'an unmigrated database: one line per try, then the worker starts', run: waitForTables },
  { name: 'a standby: refused while it only reads, used once it is promoted', run: failOver },
  { name: 'a changed password and a full server are told apart', run: changePassword },
  { name: 'TLS: own CA and host name are verified, and each fault is named', run: verifyTls },
];

async function runFromEmpty({ postgres, sandbox }: Rig): Promise<void> {
  const url = postgres.url(await postgres.createDatabase());
  assert.notEqual((await applyMigrations(url)).length, 0);
  assert.deepEqual(await applyMigrations(url), []);
  await withProduct(openProduct(sandbox, url), async (product) => {
    product.work();
    const run = await product.waitForRun(await product.start('CHN-7303'));
    assert.equal(run.createdCount, 3);
  });
}

async function lackTrigrams({ postgres }: Rig): Promise<void> {
  const name = await postgres.createDatabase();
  await postgres.ask(`CREATE ROLE plain LOGIN PASSWORD '${PASSWORD}'`);
  await postgres.ask('GRANT USAGE, CREATE ON SCHEMA public TO plain', name);
  const plain = Object.assign(new URL(postgres.url(name)), { username: 'plain' }).href;
  await assert.rejects(applyMigrations(plain), /pg_trgm is missing .* Nothing was changed/);
  const tables = "SELECT FROM pg_tables WHERE schemaname = 'public'";
  assert.equal((await postgres.ask(tables, name)).length, 0);
  await postgres.ask('CREATE EXTENSION pg_trgm', name);
  await postgres.ask(`GRANT CREATE ON DATABASE ${name} TO plain`);
  assert.notEqual((await applyMigrations(plain)).length, 0);
}

async function runInZone({ postgres, sandbox }: Rig, zone: string): Promise<void> {
  const name = await postgres.createDatabase();
  await postgres.ask(`ALTER DATABASE ${name} SET timezone TO '${zone}'`);
  await withProduct(openProduct(sandbox, postgres.url(name)), async (product) => {
    product.work();
    const begunAt = Date.now();
    const run = await product.waitForRun(await product.start('CHN-7303'));
    for (const time of [run.startedAt, run.finishedAt ?? '']) {
      assert.ok(Math.abs(Date.parse(time) - begunAt) < 120_000, `${time} is not now`);
    }
  });
}

/** One of three is created when the dump is made; the run ends; the dump comes back. */
async function restoreBackup({ postgres, sandbox, tools }: Rig): Promise<void> {
  const [name, restored] = [await postgres.createDatabase(), await postgres.createDatabase()];
  // The lookup window is what makes a restored record late; as short as a test needs.
  const variables = {
    LOOKUP_WINDOW_MS: '1000',
    CREATE_CONCURRENCY: '1',
    CREATE_BURST: '1',
    CREATE_PER_SECOND: '1',
  };
  const taken = () => sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call').length;
  const run = (program: 'pg_dump' | 'psql', options: readonly string[], input?: Buffer) =>
    execFileSync(tools.programs[program], options, {
      ...(input ? { input } : {}),
      stdio: 'pipe',
      maxBuffer: 1e9,
    });
  const { runId, dump, before } = await withProduct(
    openProduct(sandbox, postgres.url(name), variables),
    async (product) => {
      product.work();
      const id = await product.start('CHN-7303');
      await product.waitForRun(id, ({ createdCount }) => createdCount > 0);
      const file = run('pg_dump', ['--no-owner', '-d', postgres.url(name)]);
      const ended = await product.waitForRun(id);
      assert.equal(ended.createdCount, 3);
      return { runId: id, dump: file, before: taken() };
    },
  );
  run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-d', postgres.url(restored)], dump);
  const [known] = await postgres.ask(
    "SELECT count(*)::int AS n FROM step WHERE status = 'created'",
    restored,
  );
  assert.ok(Number(known?.['n']) < 3, 'the dump was made too late to show anything');
  await postgres.ask(
    "UPDATE run SET started_at = started_at - interval '1 minute', lease_until = NULL",
    restored,
  );
  await withProduct(openProduct(sandbox, postgres.url(restored), variables), async (product) => {
    product.work();
    const again = await product.waitForRun(runId);
    assert.equal(again.createdCount, 3);
    assert.equal(taken(), before);
  });
}

async function waitForTables({ postgres, sandbox, tools }: Rig): Promise<void> {
  const url = postgres.url(await postgres.createDatabase());
  const environment = {
    ...process.env,
    ...sandbox.environment,
    DATABASE_URL: url,
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    NEXTAUTH_SECRET: 'Vb7qLx0TgZ4mRk9wYd2nHs5cJf8pAe1u',
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'snapgate',
    OIDC_CLIENT_SECRET: 'unused',
    ROLE_OPERATOR: 'operators',
    LOG_LEVEL: 'info',
  };
  const command = [process.execPath, '--import', 'tsx', 'scripts/serve/worker.ts'];
  const worker = startTiedProcess(command, environment, `${tools.folder}/worker.log`);
  const log = () => readLastLines(worker.logFile, 1_000);
  const complaints = () =>
    log()
      .split('\n')
      .filter((line) => line.includes('npm run db:migrate'));
  const saw = (text: () => boolean, what: string) =>
    until(async () => assert.ok(text()), `${what}:\n${log()}`);
  try {
    await saw(() => complaints().length >= 2, 'the worker never says db:migrate');
    assert.doesNotMatch(log(), /"stack"/);
    assert.ok(complaints().length < 4, 'the worker says it too often');
    await applyMigrations(url);
    await saw(() => log().includes('worker started'), 'the worker does not start after it');
  } finally {
    await worker.stop();
  }
}

async function failOver({ postgres, sandbox }: Rig): Promise<void> {
  const name = await postgres.createDatabase();
  await applyMigrations(postgres.url(name));
  const standby = await postgres.startStandby();
  try {
    const database = openDatabase(standby.url(name));
    try {
      assert.match((await checkDatabase(database))?.message ?? '', /read-only/);
      await standby.promote();
      await until(
        async () => assert.equal(await checkDatabase(database), null),
        'not usable after it',
      );
    } finally {
      await database.close();
    }
    await withProduct(openProduct(sandbox, standby.url(name)), async (product) => {
      product.work();
      const run = await product.waitForRun(await product.start('CHN-7303'));
      assert.equal(run.createdCount, 3);
    });
  } finally {
    await standby.stop();
  }
}

async function changePassword({ postgres }: Rig): Promise<void> {
  const name = await postgres.createDatabase();
  await postgres.ask("CREATE ROLE rotated LOGIN PASSWORD 'new' CONNECTION LIMIT 0");
  const messageFor = async (password: string) => {
    const url = Object.assign(new URL(postgres.url(name)), { username: 'rotated', password }).href;
    const database = openDatabase(url);
    const failure = await checkDatabase(database);
    await database.close();
    return failure?.message ?? '';
  };
  assert.match(await messageFor('old'), /rejected the user name or password/);
  assert.match(await messageFor('new'), /no connections left/);
}

async function verifyTls({ postgres, certificates }: Rig): Promise<void> {
  const name = await postgres.createDatabase();
  await applyMigrations(postgres.url(name));
  const check = async (host: string, options: string) => {
    const url = Object.assign(new URL(postgres.url(name, options)), { hostname: host }).href;
    const database = openDatabase(url);
    const failure = await checkDatabase(database);
    const encrypted = failure === null && (await isEncrypted(database.pool));
    await database.close();
    return failure === null ? `encrypted: ${encrypted}` : failure.message;
  };
  const own = `?sslmode=verify-full&sslrootcert=${certificates.ca}`;
  assert.equal(await check('localhost', own), 'encrypted: true');
  assert.match(await check('localhost', '?sslmode=verify-full'), /not signed by a CA/);
  assert.match(await check('127.0.0.1', own), /for another host name/);
}

async function isEncrypted(pool: { query: ReturnType<typeof openDatabase>['pool']['query'] }) {
  const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  const { rows } = await pool.query<{ ssl: boolean }>(sql);
  return rows[0]?.ssl ?? false;
}
