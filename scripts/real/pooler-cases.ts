import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { v7 as createId } from 'uuid';
import { applyMigrations } from '@/lib/db/migrate';
import { startExport } from '@/lib/history/export/start-export';
import { parseRunFilters } from '@/lib/history/run-filters';
import { checkDatabaseAtStart } from '@/lib/db/check-database';
import { openDatabase } from '@/lib/db/client';
import type { Case } from './database-cases';
import { openProduct, withProduct, type Product } from './product';
import type { Rig } from './rig';

/** PgBouncer of the distribution, as it is configured by default. */
export const POOLER_CASES: readonly Case[] = [
  {
    name: 'PgBouncer in session mode: migration, run, change feed, export',
    run: runThroughSession,
  },
  { name: 'PgBouncer in transaction mode: refused in one sentence', run: refuseTransaction },
  {
    name: 'PgBouncer in transaction mode beside a direct address: all of it works',
    run: runBesideDirect,
  },
];

async function runThroughSession({ poolers, postgres, sandbox }: Rig): Promise<void> {
  const url = poolers.session.url(await postgres.createDatabase());
  await withProduct(openProduct(sandbox, url), useAll);
}

async function refuseTransaction({ poolers, postgres }: Rig): Promise<void> {
  const name = await postgres.createDatabase();
  const url = poolers.transaction.url(name);
  const begunAt = Date.now();
  await assert.rejects(applyMigrations(url), /pooler in transaction mode/);
  assert.ok(Date.now() - begunAt < 20_000, 'it took too long to say so');
  await applyMigrations(postgres.url(name));
  const database = openDatabase(url);
  const failure = await checkDatabaseAtStart(database);
  await database.close();
  assert.match(failure?.hint ?? '', /DATABASE_DIRECT_URL/);
}

async function runBesideDirect({ poolers, postgres, sandbox }: Rig): Promise<void> {
  const name = await postgres.createDatabase();
  const variables = { DATABASE_DIRECT_URL: postgres.url(name) };
  await withProduct(openProduct(sandbox, poolers.transaction.url(name), variables), useAll);
}

async function useAll(product: Product): Promise<void> {
  const { services } = product;
  assert.equal(await checkDatabaseAtStart(services.database), null);
  await product.work().ready;
  const heard = new Set<string>();
  services.feed.subscribe((runId) => heard.add(runId));
  const run = await product.waitForRun(await product.start('CHN-7303'));
  assert.equal(run.createdCount, 3);
  assert.ok(heard.has(run.id), 'the change feed told nothing');
  const filters = parseRunFilters(new URLSearchParams());
  const agent = { subject: 'a', email: 'a@example.com', name: 'A' };
  const order = { id: createId(), format: 'csv', filters, agent } as const;
  const file = await text(await startExport(services.database, order));
  assert.equal(file.trim().split('\r\n').length, 4);
}
