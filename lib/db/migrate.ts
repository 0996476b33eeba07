import pg from 'pg';
import { installJobQueues } from './job-queue';
import { withSchemaEngine } from './migrate-engine';
import { listMigrations, MIGRATIONS_FOLDER } from './migrate-folder';

/** Any number, as long as it is always the same: processes that migrate wait for each other. */
const MIGRATION_LOCK = 7_303_001;

/**
 * Brings a database to the newest schema with Prisma's engine and its `_prisma_migrations` table,
 * as `prisma migrate deploy` does, and the job queue's own tables with them. Safe to call from several processes at once.
 *
 * @returns the names of the migrations that were applied now, oldest first
 */
export async function applyMigrations(
  databaseUrl: string,
  folder = MIGRATIONS_FOLDER,
): Promise<readonly string[]> {
  const { appliedMigrationNames } = await withMigrationLock(databaseUrl, async () => {
    const applied = await withSchemaEngine(databaseUrl, (engine) =>
      engine.applyMigrations({
        migrationsList: listMigrations(folder),
        filters: { externalTables: [], externalEnums: [] },
      }),
    );
    await installJobQueues(databaseUrl);
    return applied;
  });
  return appliedMigrationNames;
}

/** The lock belongs to a session of its own, so a crash frees it. */
async function withMigrationLock<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}
