import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { startTestServices } from '@/lib/services/test-services';
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
