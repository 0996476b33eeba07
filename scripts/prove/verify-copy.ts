import pg from 'pg';
import type { Finding } from '@/lib/audit/finding';
import { verifyHistory } from '@/lib/audit/verify-history';
import { openDatabase } from '@/lib/db/client';

/** Everything that verifying a database finds. */
export async function verifyCopy(url: string): Promise<readonly Finding[]> {
  const database = openDatabase(url);
  const findings: Finding[] = [];
  try {
    await verifyHistory(database.pool, {
      scope: { kind: 'all' },
      keptHeads: [],
      onFinding: (finding) => findings.push(finding),
      onProgress: () => undefined,
    });
  } finally {
    await database.close();
  }
  return findings;
}

/** Works as somebody who may do anything: superuser, triggers and foreign keys off, a check dropped. */
export async function asIntruder<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica;
      ALTER TABLE event DROP CONSTRAINT event_level_known`);
    return await work(client);
  } finally {
    await client.end();
  }
}
