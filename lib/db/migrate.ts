import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Client, DatabaseError } from 'pg';
import type { MigrationFile, MigrationList } from '@prisma/schema-engine-wasm';
import { AppError } from '@/lib/errors/app-error';
import { openClient, type DatabaseAddress } from './connect';
import { refuseTransactionPooler } from './pooler';
import { installJobQueues } from './job-queue';
import { withSchemaEngine } from './migrate-engine';

/** Any number, as long as it is always the same: processes that migrate wait for each other. */
const MIGRATION_LOCK = 7_303_001;

/** As `server_version_num` has it. Older ones lack syntax that the migrations use. */
const OLDEST_SERVER = 150_000;

/**
 * Brings a database to the newest schema with Prisma's engine and its `_prisma_migrations` table,
 * as `prisma migrate deploy` does, and the job queue's own tables with them. Safe to call from
 * several processes at once, and again after a failure. Throws `AppError` `migration-failed`.
 *
 * @returns the names of the migrations that were applied now, oldest first
 */
export async function applyMigrations(
  address: DatabaseAddress,
  folder = MIGRATIONS_FOLDER,
): Promise<readonly string[]> {
  await refuseTransactionPooler(address);
  const client = await openClient(address);
  try {
    await checkServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await forgetFailures(client);
    const applied = await applyInOrder(address, client, folder);
    await installJobQueues(address);
    return applied;
  } catch (error) {
    throw error instanceof DatabaseError ? toFailure(error) : error;
  } finally {
    // The lock belongs to this session, so a crash frees it too.
    await client.end();
  }
}

async function applyInOrder(
  address: DatabaseAddress,
  client: Client,
  folder: string,
): Promise<readonly string[]> {
  let refusal: DatabaseError | null = null;
  const onRefusal = (error: DatabaseError) => {
    refusal = error;
  };
  try {
    const result = await withSchemaEngine(
      address,
      (engine) =>
        engine.applyMigrations({
          migrationsList: listMigrations(folder),
          filters: { externalTables: [], externalEnums: [] },
        }),
      onRefusal,
    );
    return result.appliedMigrationNames;
  } catch (error) {
    if (refusal === null) throw error;
    throw toFailure(refusal, await findUnfinished(client));
  }
}

/** Asked before anything is changed, so that a refusal leaves the database as it was. */
async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name",
  );
  const [version] = rows;
  if (version !== undefined && version.number < OLDEST_SERVER) {
    throw new AppError({
      code: 'migration-failed',
      message: `Snapgate needs PostgreSQL 15 or newer; this server is ${version.name}. Nothing was changed.`,
      hint: 'Upgrade the server, or set DATABASE_URL to a newer one.',
    });
  }
  await checkTrigrams(client);
}

/** Tried and taken back: managed servers have rules of their own about who may create what. */
async function checkTrigrams(client: Client): Promise<void> {
  try {
    await client.query('BEGIN; CREATE EXTENSION IF NOT EXISTS pg_trgm; ROLLBACK');
  } catch (error) {
    await client.query('ROLLBACK');
    if (!(error instanceof DatabaseError)) throw error;
    throw new AppError({
      code: 'migration-failed',
      message: `The extension pg_trgm is missing and cannot be created with this user: ${error.message} (SQLSTATE ${error.code}). Nothing was changed.`,
      hint: 'Ask a database administrator to run CREATE EXTENSION pg_trgm in this database, then run npm run db:migrate again. (On Debian, the extension is in the package postgresql; elsewhere, in postgresql-contrib.)',
      cause: error,
    });
  }
}

/**
 * A script and its record are one transaction, so what did not finish has left nothing and may be
 * tried again; the engine alone would refuse for good.
 */
async function forgetFailures(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string | null }>(
    `SELECT to_regclass('_prisma_migrations')::text AS table`,
  );
  if (rows[0]?.table == null) return;
  await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
}

async function findUnfinished(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
  return rows[0]?.name ?? null;
}

function toFailure(error: DatabaseError, migration: string | null = null): AppError {
  const { message, code, detail, hint } = error;
  const words = [message, detail, hint].filter((part) => part !== undefined).join('. ');
  const what = migration === null ? '' : ` in ${migration}`;
  return new AppError({
    code: 'migration-failed',
    message: `PostgreSQL refused a statement${what}: ${words} (SQLSTATE ${code}). This migration was rolled back.`,
    hint: 'Fix the cause, then run npm run db:migrate again.',
    cause: error,
  });
}

export const MIGRATIONS_FOLDER = findAbove(import.meta.dirname, 'prisma/migrations');

/** Compiled, this file lies at another depth than in the checkout. */
function findAbove(folder: string, path: string): string {
  const found = join(folder, path);
  return existsSync(found) || folder === dirname(folder) ? found : findAbove(dirname(folder), path);
}

/** Prisma's own layout, `<time>_<name>/migration.sql`, oldest first. */
export function listMigrations(folder = MIGRATIONS_FOLDER): MigrationList {
  const lockfile = join(folder, 'migration_lock.toml');
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: listDirectories(folder).map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: readScript(join(folder, path, 'migration.sql')),
      },
    })),
  };
}

/** A folder without its script is told to the engine, which refuses it by name. */
function readScript(file: string): MigrationFile['content'] {
  return existsSync(file)
    ? { tag: 'ok', value: readFileSync(file, 'utf8') }
    : { tag: 'error', value: `There is no ${file}` };
}

function listDirectories(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
