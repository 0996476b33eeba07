import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationFile, MigrationList } from '@prisma/schema-engine-wasm';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

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
