import { expect, test } from 'vitest';
import { startTestServices } from '@/testing/test-services';
import { openTestHistory, verifyInWords, type TestHistory } from '@/testing/test-history';

/** A run of three events and more in the middle of the history. */
async function pickRun({ pool }: TestHistory): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM run WHERE status = 'succeeded' AND event_seq > 6 ORDER BY id OFFSET 50 LIMIT 1`,
  );
  return rows[0]?.id ?? '';
}

test('what the product stores verifies: a run, one that failed after its end, a refusal, Slack', async () => {
  const services = await startTestServices();
  services.work();
  for (const ticket of ['CHN-7303', 'CHN-7372']) {
    await services.waitForRun(await services.start(ticket));
  }
  await services.execute(services.requestOf(await services.preview('CHN-7301')));
  expect(await verifyInWords(services.database)).toEqual([]);
});

test('an untouched history verifies, whole, since a day, and one run of it', async () => {
  const history = await openTestHistory();
  const runId = await pickRun(history);
  expect(await history.verify()).toEqual([]);
  expect(await history.verify({ scope: { kind: 'since', day: '2026-01-01' } })).toEqual([]);
  expect(await history.verify({ scope: { kind: 'runs', runIds: [runId] } })).toEqual([]);
});

const AT = 'WHERE run_id = $run AND seq = 4';
const CHANGES: readonly (readonly [string, string, string])[] = [
  ['a message', `UPDATE event SET message = overlay(message PLACING '#' FROM 3 FOR 1) ${AT}`, '4'],
  ['a level', `UPDATE event SET level = 'debug' ${AT}`, '4'],
  ['a code', `UPDATE event SET code = code || 'x' ${AT}`, '4'],
  ['a time', `UPDATE event SET at = at + interval '1 millisecond' ${AT}`, '4'],
  ['data', `UPDATE event SET data = data || '{"x": 1}' ${AT}`, '4'],
  ['a step', `UPDATE event SET step_id = gen_random_uuid() ${AT}`, '4'],
  ['a hash', `UPDATE event SET hash = set_byte(hash, 9, 255 - get_byte(hash, 9)) ${AT}`, '4'],
  ['an event that is gone', `DELETE FROM event ${AT}`, '4'],
  ['the first event', `DELETE FROM event WHERE run_id = $run AND seq = 1`, '1'],
  ['who', `UPDATE run SET agent_email = 'other@example.com' WHERE id = $run`, '1'],
  ['when', `UPDATE run SET started_at = started_at - interval '1 day' WHERE id = $run`, '1'],
  ['the plan', `UPDATE run SET plan = plan || '{"executable": false}' WHERE id = $run`, '1'],
  ['a volume', `UPDATE step SET volume_id = 'vol-0' WHERE run_id = $run AND position = 0`, '1'],
  ['a step that is gone', `DELETE FROM step WHERE run_id = $run AND position = 0`, '1'],
];

test('each change is found at the row it was made in', async () => {
  const history = await openTestHistory();
  const runId = await pickRun(history);
  const scope = { kind: 'runs', runIds: [runId] } as const;
  const { rows } = await history.pool.query<{ run: unknown; steps: unknown; events: unknown }>(
    `SELECT to_jsonb(run) AS run, (SELECT jsonb_agg(step) FROM step WHERE run_id = run.id) AS steps,
       (SELECT jsonb_agg(event) FROM event WHERE run_id = run.id) AS events
     FROM run WHERE id = $1`,
    [runId],
  );
  const restore = async () => {
    const own = `WHERE run_id = '${runId}'`;
    await history.tamper(`DELETE FROM event ${own}`, `DELETE FROM step ${own}`);
    await history.tamper(`DELETE FROM run WHERE id = '${runId}'`);
    const put = (table: string, value: unknown) =>
      `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, ${quote(value)})`;
    await history.tamper(put('run', [rows[0]?.run]), put('step', rows[0]?.steps));
    await history.tamper(put('event', rows[0]?.events));
  };
  for (const [what, statement, seq] of CHANGES) {
    await history.tamper(statement.replace('$run', `'${runId}'`));
    const [first] = await history.verify({ scope });
    expect([what, first]).toEqual([what, expect.stringContaining(`run ${runId}, event ${seq}:`)]);
    await restore();
    expect(await history.verify({ scope })).toEqual([]);
  }
});

test.each([
  ['snapshot id', `UPDATE step SET snapshot_id = 'snap-0' WHERE run_id = $run AND position = 0`],
  ['step', `UPDATE step SET status = 'skipped' WHERE run_id = $run AND position = 0`],
  ['run', `UPDATE run SET status = 'failed' WHERE id = $run`],
])('the outcome of a %s that differs from what its log says is found', async (_, statement) => {
  const history = await openTestHistory();
  const runId = await pickRun(history);
  await history.tamper(statement.replace('$run', `'${runId}'`));
  expect(await history.verify()).toEqual([
    expect.stringMatching(new RegExp(`^run ${runId}: .* says .* log `)),
  ]);
});

function quote(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", "''")}'`;
}

test('the end of a log that is cut off is missed by the run and by the sealed day', async () => {
  const history = await openTestHistory();
  const runId = await pickRun(history);
  await history.tamper(
    `DELETE FROM event WHERE run_id = '${runId}' AND seq = (SELECT event_seq FROM run WHERE id = '${runId}')`,
  );
  expect((await history.verify())[0]).toContain('the log ends here');
  await history.tamper(`UPDATE run SET event_seq = event_seq - 1 WHERE id = '${runId}'`);
  const found = await history.verify();
  expect(found.at(-1)).toMatch(/^ledger, entry \d+: the logs of 20\d\d-\d\d-\d\d do not end/);
});

test('a run that is gone without a trace is missed by the sealed day', async () => {
  const history = await openTestHistory();
  const runId = await pickRun(history);
  await history.tamper(
    `DELETE FROM event WHERE run_id = '${runId}'`,
    `DELETE FROM step WHERE run_id = '${runId}'`,
    `DELETE FROM run WHERE id = '${runId}'`,
  );
  expect((await history.verify())[0]).toMatch(/a run or the end of a log was taken away or added/);
});

test('a chain that was computed again after a change does not fit its sealed day', async () => {
  const history = await openTestHistory();
  const runId = await pickRun(history);
  await history.tamper(
    `UPDATE event SET message = 'nothing to see' WHERE run_id = '${runId}' AND seq = 5`,
    `DO $$ DECLARE line event%ROWTYPE; previous bytea;
     BEGIN
       FOR line IN SELECT * FROM event WHERE run_id = '${runId}' ORDER BY seq LOOP
         previous := event_hash(line, coalesce(previous, sha256(convert_to(run_record(line.run_id), 'UTF8'))));
         UPDATE event SET hash = previous WHERE run_id = line.run_id AND seq = line.seq;
       END LOOP;
     END $$`,
  );
  const found = await history.verify();
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('do not end as they ended when the day was sealed');
});

test('the ledger is a chain itself, and a daily digest that was kept elsewhere shows a rewritten one', async () => {
  const history = await openTestHistory(20);
  const { rows } = await history.pool.query<{ day: string; hash: string }>(
    `SELECT data->>'day' AS day, encode(hash, 'hex') AS hash FROM ledger ORDER BY seq DESC LIMIT 1`,
  );
  const kept = rows;
  expect(await history.verify({ kept })).toEqual([]);
  await history.tamper(`UPDATE ledger SET data = data || '{"runs": 99}' WHERE seq = 5`);
  expect((await history.verify())[0]).toMatch(/^ledger, entry 5: its content/);
  await history.tamper(`DELETE FROM ledger WHERE seq >= 5`);
  const found = await history.verify({ kept });
  expect(found).toEqual([expect.stringContaining('the ledger was rewritten')]);
});
