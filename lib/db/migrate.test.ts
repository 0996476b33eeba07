import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { applyMigrations } from './migrate';
import { createTestDatabase } from './test-database';
import type { TestDatabase } from './test-database';

let database: TestDatabase | null = null;
afterEach(async () => {
  await database?.drop();
  database = null;
});

/** A database of its own without any table: the schema of the template is dropped. */
async function createEmptyDatabase(): Promise<string> {
  database = await createTestDatabase();
  await query(database.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
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

describe('createTestDatabase', () => {
  it('gives every test a database of its own', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await query(one.url, 'CREATE TABLE only_here ()');
    await expect(query(other.url, 'SELECT * FROM only_here')).rejects.toThrow('does not exist');
    await Promise.all([one.drop(), other.drop()]);
  });
});
