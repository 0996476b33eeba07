import { mkdirSync } from 'node:fs';
import { loadDatabaseConfig, type DatabaseConfig } from '@/lib/config/database-config';

export type ScriptDatabase = {
  readonly url: string;
  /** What to open it with; without a pooler's shared sessions. */
  readonly settings: Pick<DatabaseConfig, 'url' | 'login'>;
  readonly stop: () => Promise<void>;
};

/**
 * What a command works on: DATABASE_URL, or the demo's own database while the demo is not running.
 * Throws with what to do when it is running.
 */
export async function openScriptDatabase(): Promise<ScriptDatabase> {
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL?.trim()) {
    const settings = requireDatabase();
    return { url: settings.url, settings, stop: () => Promise.resolve() };
  }
  // Only a checkout has a PostgreSQL of its own.
  const embedded = import('@/sandbox/postgres/embedded-postgres').catch((cause) => {
    throw new Error('DATABASE_URL is not set: it names the PostgreSQL database.', { cause });
  });
  const { startEmbeddedPostgres } = await embedded;
  mkdirSync('.snapgate', { recursive: true });
  const { url, stop } = await startEmbeddedPostgres({
    dataDir: '.snapgate/postgres',
    onNotice: (notice) => console.log(notice),
  });
  return { url, settings: { url, login: { kind: 'password' } }, stop };
}

/** Where a command works: directly, because it holds locks and sessions. Says what is wrong, or ends. */
export function requireDatabase(): ScriptDatabase['settings'] {
  const loaded = loadDatabaseConfig(process.env);
  if (loaded.ok) return { url: loaded.database.directUrl, login: loaded.database.login };
  for (const problem of loaded.problems) console.error(problem);
  process.exit(1);
}
