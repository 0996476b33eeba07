import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestDatabase } from '@/lib/db/test-database';
import { hostileText } from './hostile-text';
import { RUN_COLUMNS, RUN_RECORD, STEP_COLUMNS } from './record-sql';
import { writeRunDocument, type RecordedRun, type RecordedStep } from './run-document';

const RUN = '01890a5d-ac96-774b-bcce-b302099a8057';

/** A run that says one text everywhere, with two steps. */
const STORE = `
  WITH stored AS (
    INSERT INTO run (id, once_key, status, ticket, ticket_subject, agent_subject, agent_email,
      agent_name, environment_choice, environments, fingerprint, plan, acknowledged, reason,
      rejection_code, started_at)
    VALUES ($1, $1, 'queued', $2, $2, $2, $2, $2, $2, ARRAY[$2, 'b', $2], $2,
      jsonb_build_object($2::text, $2::text, 'n', 1.10), $3::text[], nullif($2, ''), $2, now())
  )
  INSERT INTO step (id, run_id, position, status, task_ids, server_name, ip_address, environment,
    account_id, region, instance_id, volume_id, volume_size_gib, tags, description)
  SELECT gen_random_uuid(), $1, place, 'planned', $3::text[], $2, $2, $2, $2, $2, $2,
    $2 || place, 8, jsonb_build_array(jsonb_build_object('key', $2::text)), $2
  FROM generate_series(0, 1) AS place`;

test('Node and both texts of SQL write the same record of a run, whatever it says', async () => {
  const { pool } = await openTestDatabase();
  const lists = fc.option(fc.array(hostileText, { maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(hostileText, lists, async (text, list) => {
      await pool.query('DELETE FROM step');
      await pool.query('DELETE FROM run');
      await pool.query(STORE, [RUN, text, list]);
      const runs = await pool.query<RecordedRun & { bySql: string; byFunction: string }>(
        `SELECT ${RUN_COLUMNS}, ${RUN_RECORD} AS "bySql", run_record(id) AS "byFunction" FROM run`,
      );
      const steps = await pool.query<RecordedStep>(
        `SELECT ${STEP_COLUMNS} FROM step ORDER BY position`,
      );
      const [run] = runs.rows;
      if (run === undefined) throw new Error('no run');
      const written = writeRunDocument(run, steps.rows);
      expect(written).toBe(run.byFunction);
      expect(written).toBe(run.bySql);
    }),
    { numRuns: 200 },
  );
});
