import { expect, test } from 'vitest';
import { openTestHistory, type TestHistory } from '@/testing/test-history';

test.each([
  `UPDATE event SET message = 'x'`,
  `UPDATE event SET message = 'x' WHERE FALSE`,
  `DELETE FROM event`,
  `TRUNCATE event`,
  `TRUNCATE run CASCADE`,
  `UPDATE run SET id = gen_random_uuid()`,
  `DELETE FROM run`,
  `UPDATE ledger SET code = 'x'`,
  `DELETE FROM ledger`,
  `TRUNCATE ledger CASCADE`,
  `DELETE FROM archived_run`,
])('refused for the owner of the tables as well: %s', async (statement) => {
  const { pool } = await openTestHistory(3);
  await expect(pool.query(statement)).rejects.toThrow(/is refused|foreign key/);
});

test('an event that does not follow the last one is not stored', async () => {
  const { pool } = await openTestHistory(3);
  const insert = `INSERT INTO event (run_id, seq, level, code, message)
    SELECT id, event_seq + 2, 'info', 'x', 'y' FROM run LIMIT 1`;
  await expect(pool.query(insert)).rejects.toThrow('has no event before it');
});

/** The chain holds; that an old run goes on today is all there is to say. */
async function verifyBesidesLateEvents(history: TestHistory): Promise<readonly string[]> {
  return (await history.verify()).filter((found) => !found.includes('35 days after'));
}

test.each([
  ['run', 'started_at'],
  ['run', 'finished_at'],
  ['step', 'created_at'],
  ['step', 'updated_at'],
])('a year BC and a time without end do not go into %s.%s', async (table, column) => {
  const { pool } = await openTestHistory(3);
  for (const instant of ['2026-01-01 BC', 'infinity', '2999-01-01']) {
    await expect(pool.query(`UPDATE ${table} SET ${column} = '${instant}'`)).rejects.toThrow(
      'times_in_range',
    );
  }
});

test('a day is sealed only after its end and after the day before it', async () => {
  const { pool } = await openTestHistory(3);
  for (const days of [-30, 0, 1]) {
    const insert = `INSERT INTO ledger (code, data) SELECT 'day-closed', jsonb_build_object(
      'day', (now() AT TIME ZONE 'UTC')::date + ${days}, 'runs', 0, 'chains', encode(sha256(''), 'hex'))`;
    await expect(pool.query(insert)).rejects.toThrow('cannot be sealed now');
  }
});

test('temporary tables of a session are not what the triggers read', async () => {
  const history = await openTestHistory(3);
  const client = await history.pool.connect();
  await client.query(`
    CREATE TEMPORARY TABLE event (run_id uuid, seq integer, at timestamptz, hash bytea);
    CREATE TEMPORARY TABLE ledger (seq integer, at timestamptz, code text, data jsonb, hash bytea);
    INSERT INTO event SELECT id, event_seq, '2099-01-01', '\\x00' FROM run;
    INSERT INTO ledger VALUES (9999998, '2099-01-01', 'x', '{}', '\\x00');
    WITH next AS (UPDATE run SET event_seq = event_seq + 1 RETURNING id, event_seq)
    INSERT INTO public.event (run_id, seq, level, code, message)
    SELECT id, event_seq, 'info', 'x', 'y' FROM next;
    INSERT INTO export_record (id, format, filters, agent_subject, agent_email, agent_name)
    VALUES (gen_random_uuid(), 'csv', '', 'a', 'b', 'c')`);
  client.release(true);
  expect(await verifyBesidesLateEvents(history)).toEqual([]);
});

test('a record of an export begins as running and now', async () => {
  const { pool } = await openTestHistory(0);
  const insert = (status: string) =>
    pool.query<{ now: boolean }>(
      `INSERT INTO export_record (id, format, filters, agent_subject, agent_email, agent_name, status, started_at)
       VALUES (gen_random_uuid(), 'csv', '', 'a', 'b', 'c', $1, '2020-01-01')
       RETURNING started_at > now() - interval '1 hour' AS now`,
      [status],
    );
  await expect(insert('complete')).rejects.toThrow('INSERT refused');
  expect((await insert('running')).rows).toEqual([{ now: true }]);
});

test('no one chooses the time or the hash of an event', async () => {
  const history = await openTestHistory(3);
  await history.pool.query(`
    WITH next AS (UPDATE run SET event_seq = event_seq + 1 RETURNING id, event_seq)
    INSERT INTO event (run_id, seq, level, code, message, at, hash)
    SELECT id, event_seq, 'info', 'x', 'y', '2001-01-01', '\\x00' FROM next`);
  expect(await verifyBesidesLateEvents(history)).toEqual([]);
  const { rows } = await history.pool.query(
    `SELECT count(*)::int AS count FROM event WHERE at < now() - interval '10 years'`,
  );
  expect(rows).toEqual([{ count: 0 }]);
});

test('writers that come at once, and a thousand lines at once, make one chain', async () => {
  const history = await openTestHistory(2);
  const run = await history.prisma.run.findFirstOrThrow();
  const write = (lines: number) =>
    history.pool.query(
      `WITH next AS (UPDATE run SET event_seq = event_seq + $2 WHERE id = $1
         RETURNING id, event_seq - $2 AS before)
       INSERT INTO event (run_id, seq, level, code, message)
       SELECT id, before + place, 'info', 'line', 'line ' || place
       FROM next, generate_series(1, $2::int) AS place ORDER BY place`,
      [run.id, lines],
    );
  await Promise.all([write(1_000), ...Array.from({ length: 18 }, () => write(5))]);
  expect(await verifyBesidesLateEvents(history)).toEqual([]);
  expect(await history.prisma.event.count({ where: { runId: run.id } })).toBe(run.eventSeq + 1_090);
});
