import { getConfig } from '@/lib/config/get-config';
import { openDatabase, type Database } from './client';

// Next bundles pages, handlers and instrumentation apart; a module variable would give each its own.
const shared = globalThis as typeof globalThis & { snapgateDatabase?: Database };

/** The process's one pool of connections. */
export function getDatabase(): Database {
  shared.snapgateDatabase ??= openDatabase(getConfig().database);
  return shared.snapgateDatabase;
}
