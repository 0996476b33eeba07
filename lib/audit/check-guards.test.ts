import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '@/testing/test-database';
import { checkGuards, FUNCTIONS, readFunctions } from './check-guards';
import { describeFinding } from './finding';

async function openGuarded() {
  const { pool } = await openTestDatabase();
  const client = await pool.connect();
  onTestFinished(() => client.release());
  const found: string[] = [];
  return {
    /** What is found after a change, which is taken back. */
    async findAfter(change: string): Promise<readonly string[]> {
      found.length = 0;
      await client.query('BEGIN');
      await client.query(change);
      await checkGuards(client, (finding) => found.push(describeFinding(finding)));
      await client.query('ROLLBACK');
      return [...found];
    },
    readFunctions: () => readFunctions(client),
  };
}

test('the functions are those of the migrations, and all of them pin their search path', async () => {
  const guarded = await openGuarded();
  expect(Object.fromEntries(await guarded.readFunctions())).toEqual(FUNCTIONS);
  expect(await guarded.findAfter('SELECT 1')).toEqual([]);
});

test('whatever is switched off, taken away or exchanged is found by its name', async () => {
  const guarded = await openGuarded();
  const changes: readonly (readonly [string, string])[] = [
    ['DROP TRIGGER event_keep ON event', 'event_keep'],
    ['DROP TRIGGER export_record_ledger ON export_record', 'export_record_ledger'],
    ['ALTER TABLE event DISABLE TRIGGER event_chain', 'event_chain'],
    ['ALTER TABLE ledger ENABLE REPLICA TRIGGER ledger_chain', 'ledger_chain'],
    ['ALTER TABLE step DISABLE TRIGGER ALL', 'step'],
    ['ALTER FUNCTION chain_event() RESET search_path', 'chain_event'],
    ['ALTER FUNCTION seal_days() SECURITY INVOKER', 'seal_days'],
    ['ALTER FUNCTION run_state(uuid) RENAME TO other', 'run_state'],
    [
      `CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      'refuse_change',
    ],
    [
      'CREATE TRIGGER another BEFORE INSERT ON step FOR EACH ROW EXECUTE FUNCTION refuse_change()',
      'another',
    ],
    ['ALTER TABLE run DROP CONSTRAINT run_times_in_range', 'run_times_in_range'],
    ['ALTER TABLE step DROP CONSTRAINT step_run_id_fkey', 'step_run_id_fkey'],
    ['DROP INDEX ledger_day_key', 'ledger_day_key'],
    ['ALTER TABLE event ENABLE ROW LEVEL SECURITY', 'event'],
  ];
  for (const [change, name] of changes) {
    const found = await guarded.findAfter(change);
    expect([change, found[0]]).toEqual([change, expect.stringContaining(`database, ${name}: `)]);
  }
});
