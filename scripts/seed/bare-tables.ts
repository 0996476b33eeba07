import type { Client } from 'pg';

/** `'run', 'step', 'event'` as PostgreSQL's catalog knows them. */
const TABLES = `ARRAY['run', 'step', 'event']::regclass[]`;

/**
 * Takes away what makes loading slow (indexes, foreign keys, triggers) and gives back how to put it
 * there again, whatever it was. Belongs into the transaction that loads: no one else ever sees it.
 */
export async function bareTables(client: Client): Promise<() => Promise<void>> {
  const keys = await client.query<{ name: string; place: string; definition: string }>(`
    SELECT quote_ident(conname) AS name, conrelid::regclass::text AS place,
      pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(${TABLES})`);
  const indexes = await client.query<{ name: string; definition: string }>(`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index WHERE indrelid = ANY(${TABLES})
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))`);
  for (const { name, place } of keys.rows) {
    await client.query(`ALTER TABLE ${place} DROP CONSTRAINT ${name}`);
  }
  for (const { name } of indexes.rows) await client.query(`DROP INDEX ${name}`);
  await switchTriggers(client, 'DISABLE');
  return async () => {
    await switchTriggers(client, 'ENABLE');
    for (const { definition } of indexes.rows) await client.query(definition);
    for (const { name, place, definition } of keys.rows) {
      await client.query(`ALTER TABLE ${place} ADD CONSTRAINT ${name} ${definition}`);
    }
  };
}

/** Loaded events are chained already, and no one waits to hear of them. */
async function switchTriggers(client: Client, state: 'ENABLE' | 'DISABLE'): Promise<void> {
  for (const table of ['run', 'step', 'event']) {
    await client.query(`ALTER TABLE ${table} ${state} TRIGGER USER`);
  }
}
