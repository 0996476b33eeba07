import { expect, test } from 'vitest';
import { openTestHistory } from './test-history';

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

test('nobody chooses the time or the hash of an event', async () => {
  const history = await openTestHistory(3);
  await history.pool.query(`
    WITH next AS (UPDATE run SET event_seq = event_seq + 1 RETURNING id, event_seq)
    INSERT INTO event (run_id, seq, level, code, message, at, hash)
    SELECT id, event_seq, 'info', 'x', 'y', '2001-01-01', '\\x00' FROM next`);
  expect(await history.verify()).toEqual([]);
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
  expect(await history.verify()).toEqual([]);
  expect(await history.prisma.event.count({ where: { runId: run.id } })).toBe(run.eventSeq + 1_090);
});
