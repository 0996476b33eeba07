import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { startTestServices } from '@/testing/test-services';
import { requireRun } from './find-run';

test('the link to an archived run says which file it is in', async () => {
  const { database } = await startTestServices();
  const id = createId();
  const { pool, prisma } = database;
  await pool.query(
    `INSERT INTO ledger (code, data) VALUES ('runs-archived', '{"file": "snapgate-2020.jsonl"}')`,
  );
  await pool.query(
    `INSERT INTO archived_run (run_id, archive_seq, ticket, started_at)
     VALUES ($1, 1, 'CHN-7303', '2020-02-03')`,
    [id],
  );
  await expect(requireRun(prisma, id)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(
      /^The run of CHN-7303 was moved to an archive on 20\d\d-/,
    ) as string,
    hint: expect.stringContaining('snapgate-2020.jsonl') as string,
  });
  await expect(requireRun(prisma, createId())).rejects.toThrow('There is no run');
  await expect(requireRun(prisma, 'nonsense')).rejects.toThrow('There is no run nonsense');
});

test('a run is read as of one moment: it never looks settled between its last snapshot and Slack', async () => {
  const services = await startTestServices();
  const { pool } = services.database;
  const runId = await services.start('CHN-7351');
  await pool.query('UPDATE run SET finished_at = now() WHERE id = $1', [runId]);
  const write = async (isWatched: boolean) => {
    await pool.query(
      `WITH watched AS (
         UPDATE step SET watch_due_at = CASE WHEN $2 THEN now() END WHERE run_id = $1
       )
       UPDATE run SET slack_due_at = CASE WHEN NOT $2 THEN now() END WHERE id = $1`,
      [runId, isWatched],
    );
  };
  await write(true);
  const stop = new AbortController();
  const writing = (async () => {
    for (let turn = 0; !stop.signal.aborted; turn += 1) await write(turn % 2 === 1);
  })();
  const readings = [];
  for (let turn = 0; turn < 200; turn += 1) readings.push((await services.run(runId)).settled);
  stop.abort();
  await writing;
  expect(readings).toHaveLength(200);
  expect(readings).not.toContain(true);
});
