import { mkdirSync } from 'node:fs';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';

export type ScriptDatabase = { readonly url: string; readonly stop: () => Promise<void> };

/**
 * What a command works on: DATABASE_URL, or the demo's own database while the demo is not running.
 * Throws with what to do when it is running.
 */
export async function openScriptDatabase(): Promise<ScriptDatabase> {
  const url = process.env['DATABASE_URL']?.trim();
  if (url) return { url, stop: () => Promise.resolve() };
  mkdirSync('.snapgate', { recursive: true });
  return startEmbeddedPostgres({
    dataDir: '.snapgate/postgres',
    onNotice: (notice) => console.log(notice),
  });
}
