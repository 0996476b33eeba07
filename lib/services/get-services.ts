import { getConfig } from '@/lib/config/get-config';
import { getDatabase } from '@/lib/db/get-database';
import { createServices, type Services } from './services';

// Next bundles pages, handlers and instrumentation apart; a module variable would give each its own.
const shared = globalThis as typeof globalThis & { snapgateServices?: Services };

/** The process's one set of services. */
export function getServices(): Services {
  shared.snapgateServices ??= createServices(getConfig(), getDatabase());
  return shared.snapgateServices;
}
