import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { applyMigrations } from './migrate';
import { createTestDatabase, type TestDatabase } from '@/testing/test-database';

let database: TestDatabase | null = null;
afterEach(async () => {
  await database?.drop();
  database = null;
});

/** A database of its own without any table: the schema of the template is dropped. */
async function createEmptyDatabase(): Promise<string> {
  database = await createTestDatabase();
  await query(
    database.url,
    'DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public',
  );
  return database.url;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const FOLDER = mkdtempSync(join(tmpdir(), 'snapgate-migrations-'));
const SCRIPTS = {
  '20260101000000_first': 'CREATE TABLE first (id integer PRIMARY KEY);',
  '20260102000000_function': `
    CREATE FUNCTION count_first() RETURNS bigint LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1; RETURN (SELECT count(*) FROM first);
    END $$;`,
};
for (const [name, script] of Object.entries(SCRIPTS)) {
  mkdirSync(join(FOLDER, name));
  writeFileSync(join(FOLDER, name, 'migration.sql'), script);
}
writeFileSync(join(FOLDER, 'migration_lock.toml'), 'provider = "postgresql"\n');
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('applyMigrations', () => {
  const all = Object.keys(SCRIPTS);

  it('applies every migration once, oldest first, and records it as Prisma does', async () => {
    const url = await createEmptyDatabase();
    expect(await applyMigrations(url, FOLDER)).toEqual(all);
    expect(await applyMigrations(url, FOLDER)).toEqual([]);
    const sql =
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1';
    const rows = await query(url, sql);
    expect(rows).toEqual(all.map((name) => ({ migration_name: name })));
  });

  it('runs a script whose functions hold semicolons', async () => {
    const url = await createEmptyDatabase();
    await applyMigrations(url, FOLDER);
    expect(await query(url, 'SELECT count_first() AS found')).toEqual([{ found: '0' }]);
  });

  it('lets several processes migrate one database at the same time', async () => {
    const url = await createEmptyDatabase();
    const results = await Promise.all(
      Array.from({ length: 4 }, () => applyMigrations(url, FOLDER)),
    );
    expect(results.flat()).toEqual(all);
  });
});

describe('a migration that fails', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-failing-'));
  const write = (name: string, script: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), script);
  };
  writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  it("says PostgreSQL's own words, keeps nothing of the script, and can be run again", async () => {
    const url = await createEmptyDatabase();
    write('20260101000000_first', 'CREATE TABLE first (id integer);');
    write(
      '20260102000000_second',
      'CREATE TABLE second (id integer); ALTER TABLE nothing ADD x int;',
    );
    const failure = {
      code: 'migration-failed',
      message:
        'PostgreSQL refused a statement in 20260102000000_second: relation "nothing" does not exist (SQLSTATE 42P01). This migration was rolled back.',
    };
    await expect(applyMigrations(url, folder)).rejects.toMatchObject(failure);
    await expect(applyMigrations(url, folder)).rejects.toMatchObject(failure);
    write('20260102000000_second', 'CREATE TABLE second (id integer);');
    expect(await applyMigrations(url, folder)).toEqual(['20260102000000_second']);
    expect(await applyMigrations(url, folder)).toEqual([]);
  });

  it('is recorded in the transaction of its script, so that a kill in between leaves no half', async () => {
    const url = await createEmptyDatabase();
    write('20260102000000_second', 'CREATE TABLE second (id integer);');
    await applyMigrations(url, folder);
    await query(
      url,
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''killed''; END';
       CREATE TRIGGER cut BEFORE UPDATE ON _prisma_migrations FOR EACH ROW
         WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION refuse()`,
    );
    write('20260103000000_third', 'CREATE TABLE third (id integer);');
    await expect(applyMigrations(url, folder)).rejects.toThrow('killed');
    await query(url, 'DROP TRIGGER cut ON _prisma_migrations');
    expect(await applyMigrations(url, folder)).toEqual([]);
    expect(await query(url, 'SELECT * FROM third')).toEqual([]);
  });

  it('an edited script that a database has applied already is not applied again', async () => {
    const url = await createEmptyDatabase();
    await applyMigrations(url, folder);
    write('20260101000000_first', 'CREATE TABLE first (id integer, note text);');
    expect(await applyMigrations(url, folder)).toEqual([]);
  });
});

describe('before anything is changed', () => {
  it('a missing pg_trgm that the user may not create is said', async () => {
    const url = await createEmptyDatabase();
    const name = new URL(url).pathname.slice(1);
    const role = `plain_${name}`;
    await query(
      url,
      `CREATE ROLE ${role} LOGIN PASSWORD 'plain'; GRANT USAGE, CREATE ON SCHEMA public TO ${role}`,
    );
    const plain = Object.assign(new URL(url), { username: role, password: 'plain' }).href;
    const refusal: unknown = await applyMigrations(plain).catch((error: unknown) => error);
    expect(String(refusal)).toMatch(
      /^AppError: The extension pg_trgm is missing and cannot be created with this user: permission denied .* \(SQLSTATE 42501\)\. Nothing was changed\.$/,
    );
    expect(await query(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).toEqual(
      [],
    );
    await query(url, `GRANT CREATE ON DATABASE ${name} TO ${role}`);
    await query(url, 'CREATE EXTENSION pg_trgm');
    expect(await applyMigrations(plain)).not.toEqual([]);
    await query(url, `DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
});

describe('createTestDatabase', () => {
  it('gives every test a database of its own', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await query(one.url, 'CREATE TABLE only_here ()');
    await expect(query(other.url, 'SELECT * FROM only_here')).rejects.toThrow('does not exist');
    await Promise.all([one.drop(), other.drop()]);
  });
});
