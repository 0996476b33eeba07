import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestDatabase } from '@/testing/test-database';
import { hostileText } from '@/testing/hostile-text';
import { COLUMNS } from './record-sql';
import { hashRunState, hashStepState, type RunState, type StepState } from './row-state';
import { writeRunDocument, type RecordedRun, type RecordedStep } from './run-document';

const RUN = '01890a5d-ac96-774b-bcce-b302099a8057';

/** A run that says one text everywhere, with two steps. */
const STORE = `
  WITH stored AS (
    INSERT INTO run (id, once_key, status, ticket, ticket_subject, agent_subject, agent_email,
      agent_name, environment_choice, environments, fingerprint, plan, acknowledged, reason,
      rejection_code, started_at, error_message, finished_at, cancel_requested_by, slack_error,
      slack_permalink, search_text, kind, deletion_of_id, note_id, note_error, task_results)
    VALUES ($1, $1, 'queued', $2, $2, $2, $2, $2, $2, ARRAY[$2, 'b', $2], $2,
      jsonb_build_object($2::text, $2::text, 'n', 1.10), $3::text[], nullif($2, ''), $2, now(), $2, now(),
      nullif($2, ''), $2, nullif($2, ''), $2,
      CASE length($2) % 2 WHEN 0 THEN 'create' ELSE 'delete' END, $1, nullif($2, ''), $2,
      jsonb_build_array(jsonb_build_object('id', $2::text, 'state', 'left-open')))
  )
  INSERT INTO step (id, run_id, position, status, task_ids, server_name, ip_address, environment,
    account_id, region, instance_id, volume_id, volume_size_gib, tags, description,
    snapshot_id, snapshot_state, snapshot_progress, created_at, error_code, error_message, request_id,
    target_snapshot_id, corrected_name, wanted_name, deleted_at, deleted_by_run)
  SELECT gen_random_uuid(), $1, place, 'planned', $3::text[], $2, $2, $2, $2, $2, $2,
    $2 || place, 8, jsonb_build_array(jsonb_build_object('key', $2::text)), $2,
    $2, nullif($2, ''), place, now(), $2, $2, nullif($2, ''),
    nullif($2, '') || place, $2, nullif($2, ''), CASE length($2) % 2 WHEN 0 THEN now() END, $1
  FROM generate_series(0, 1) AS place`;

type Row<T> = T & { readonly state: string };

test('Node and SQL write the same record and state of a run, whatever it says', async () => {
  const { pool } = await openTestDatabase();
  const lists = fc.option(fc.array(hostileText, { maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(hostileText, lists, async (text, list) => {
      await pool.query('DELETE FROM step');
      await pool.query('DELETE FROM run');
      await pool.query(STORE, [RUN, text, list]);
      const runs = await pool.query<Row<RecordedRun & RunState> & { record: string }>(
        `SELECT ${COLUMNS.run}, ${COLUMNS.runState}, run_record(id) AS record,
           encode(run_state(id), 'hex') AS state FROM run`,
      );
      const steps = await pool.query<Row<RecordedStep & StepState>>(
        `SELECT ${COLUMNS.step}, ${COLUMNS.stepState},
           encode(step_state(run_id, id), 'hex') AS state FROM step ORDER BY position`,
      );
      const [run] = runs.rows;
      if (run === undefined) throw new Error('no run');
      expect(writeRunDocument(run, steps.rows, 2)).toBe(run.record);
      expect(hashRunState(run)).toBe(run.state);
      for (const step of steps.rows) expect(hashStepState(step)).toBe(step.state);
    }),
    { numRuns: 200 },
  );
});
