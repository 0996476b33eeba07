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
      kept: [],
      onFinding: (finding) => findings.push(finding),
      onProgress: () => undefined,
    });
  } finally {
    await database.close();
  }
  return findings;
}

/** Works as someone who may do anything: superuser, triggers and foreign keys off, checks dropped. */
export function asIntruder<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asOwner(url, async (client) => {
    await client.query(`SET session_replication_role = replica;
      ALTER TABLE event DROP CONSTRAINT event_level_known, DROP CONSTRAINT event_times_in_range;
      ALTER TABLE run DROP CONSTRAINT run_slack_status_known, DROP CONSTRAINT run_times_in_range;
      ALTER TABLE step DROP CONSTRAINT step_times_in_range;
      ALTER TABLE ledger DROP CONSTRAINT ledger_times_in_range`);
    return work(client);
  });
}

/** Works with every trigger and constraint in place. */
export async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
