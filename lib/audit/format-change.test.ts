import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '@/lib/db/client';
import { applyMigrations } from '@/lib/db/migrate';
import { MIGRATIONS_FOLDER } from '@/lib/db/migrate';
import { createTestDatabase } from '@/testing/test-database';
import { sealDays } from './seal-days';
import { verifyInWords } from '@/testing/test-history';

const CHANGE = '20261126001500_audit_format_2';

/** The migrations before the change of format. */
function openOldFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-format-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of readdirSync(MIGRATIONS_FOLDER)) {
    if (name < CHANGE || name.endsWith('.toml')) {
      cpSync(join(MIGRATIONS_FOLDER, name), join(folder, name), { recursive: true });
    }
  }
  return folder;
}

const ENDED = '00000000-0000-7000-8000-000000000001';
const GOES_ON = '00000000-0000-7000-8000-000000000002';

/** Two runs as the product of then stored them: one that ended, one that goes on; and two exports. */
const OLD_HISTORY = `
  INSERT INTO run (id, once_key, status, ticket, ticket_subject, agent_subject, agent_email, agent_name,
    environment_choice, environments, fingerprint, plan, acknowledged, event_seq, finished_at)
  SELECT id, id, status, 'CHN-1', 'Café', 's', 'o@example.com', 'Olga', 'prod', '{prod}', 'f', '{"n": 1.10}',
    '{}', 2, finished_at
  FROM (VALUES ('${ENDED}'::uuid, 'succeeded', now()), ('${GOES_ON}', 'running', NULL)) AS one(id, status, finished_at);
  INSERT INTO step (id, run_id, position, status, task_ids, server_name, ip_address, environment, account_id,
    region, instance_id, volume_id, volume_size_gib, tags, description, attempts, snapshot_id, snapshot_state, created_at)
  SELECT id, id, 0, CASE status WHEN 'running' THEN 'calling' ELSE 'created' END, '{1}', 'web', '10.0.0.1', 'prod',
    '1', 'eu', 'i-1', 'vol-1', 8, '[]', 'd', 1,
    CASE status WHEN 'running' THEN NULL ELSE 'snap-1' END, CASE status WHEN 'running' THEN NULL ELSE 'pending' END,
    finished_at
  FROM run;
  INSERT INTO event (run_id, seq, level, code, message) SELECT id, 1, 'info', 'run-requested', 'Asked "for".' FROM run;
  INSERT INTO event (run_id, seq, level, code, message, step_id, data)
  VALUES ('${ENDED}', 2, 'info', 'snapshot-created', 'Started.', '${ENDED}', '{"snapshotId": "snap-1"}'),
    ('${GOES_ON}', 2, 'info', 'create-called', 'Asking.', '${GOES_ON}', '{"n": 1.10}');
  UPDATE run SET event_seq = 3 WHERE id = '${ENDED}';
  INSERT INTO event (run_id, seq, level, code, message, data)
  VALUES ('${ENDED}', 3, 'info', 'run-finished', 'Finished.', '{"status": "succeeded"}');
  INSERT INTO export_record (id, format, filters, agent_subject, agent_email, agent_name)
  VALUES ('${ENDED}', 'csv', '', 's', 'o@example.com', 'Olga'), ('${GOES_ON}', 'csv', '', 's', 'o@example.com', 'Olga');
  UPDATE export_record SET status = 'complete', rows = 1, bytes = 2, sha256 = 'x', finished_at = clock_timestamp()
  WHERE id = '${ENDED}'`;

/** What the product of today does with them. */
const GOING_ON = `
  UPDATE step SET status = 'created', snapshot_id = 'snap-2', snapshot_state = 'pending', updated_at = now()
  WHERE id = '${GOES_ON}';
  WITH next AS (UPDATE run SET event_seq = event_seq + 1 WHERE id = '${GOES_ON}' RETURNING id, event_seq)
  INSERT INTO event (run_id, seq, level, code, message, step_id, data)
  SELECT id, event_seq, 'info', 'snapshot-created', 'Started.', id, '{"snapshotId": "snap-2"}' FROM next;
  UPDATE export_record SET status = 'stopped' WHERE id = '${GOES_ON}'`;

/** A change, what it is found by, and how to take it back. */
const CHANGES: readonly (readonly [change: string, found: string, undo: string])[] = [
  ['step SET error_code = $', `run ${ENDED}: the step of web`, 'NULL'],
  ['run SET slack_error = $', `run ${ENDED}: its row`, 'NULL'],
  ['run SET started_at = started_at - $', `run ${ENDED}, event 1: what`, '-'],
  ['event SET at = at - $', `run ${ENDED}, event 2: its content`, '-'],
  ['event SET format = $', `run ${ENDED}, event 2: its content`, '1'],
  [
    'export_record SET started_at = started_at - $',
    'the times of exports from before the format change',
    '-',
  ],
  ['export_record SET agent_name = $', `export ${ENDED}: its record`, "'Olga'"],
  ['ledger SET at = at - $', 'ledger, entry 1: its content', '-'],
];

/** The statement of a change: by a word, by one millisecond, or to another number. */
function write(change: string, undo: string, isUndo: boolean): string {
  const table = change.slice(0, change.indexOf(' '));
  const where = { run: 'id', step: 'id', event: 'seq = 2 AND run_id', export_record: 'id' }[table];
  const forth = undo === '-' ? "interval '1 ms'" : undo === '1' ? '2' : "'x'";
  const back = undo === '-' ? "interval '-1 ms'" : undo;
  const rows = where === undefined ? 'seq = 1' : `${where} = '${ENDED}'`;
  return `UPDATE ${change.replace('$', isUndo ? back : forth)} WHERE ${rows}`;
}

test.each(['UTC', 'America/St_Johns', 'Asia/Kolkata'])(
  'a history of before the change of format verifies after it, with the database in %s',
  async (timeZone) => {
    const own = await createTestDatabase();
    const name = new URL(own.url).pathname.slice(1);
    const setUp = new pg.Client({ connectionString: own.url });
    await setUp.connect();
    await setUp.query(`ALTER DATABASE "${name}" SET timezone = '${timeZone}';
      DROP SCHEMA public CASCADE; CREATE SCHEMA public`);
    await setUp.end();
    await applyMigrations(own.url, openOldFolder());
    const owner = new pg.Client({ connectionString: own.url });
    await owner.connect();
    const database = openDatabase(own.url);
    onTestFinished(async () => {
      await owner.end();
      await database.close();
      await own.drop();
    });
    await owner.query(OLD_HISTORY);
    await applyMigrations(own.url);
    expect(await verifyInWords(database)).toEqual([]);
    await owner.query(GOING_ON);
    await sealDays(database.prisma);
    expect(await verifyInWords(database)).toEqual([]);
    if (timeZone !== 'UTC') return;
    await owner.query('SET session_replication_role = replica');
    for (const [change, found, undo] of CHANGES) {
      await owner.query(write(change, undo, false));
      const all = await verifyInWords(database);
      expect([change, all]).toEqual([
        change,
        expect.arrayContaining([expect.stringContaining(found)]),
      ]);
      await owner.query(write(change, undo, true));
    }
    expect(await verifyInWords(database)).toEqual([]);
  },
);
