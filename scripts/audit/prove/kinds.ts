/** What is done to one run, as someone with all rights and every trigger off. */
export const RUN_CHANGES: Readonly<Record<string, string>> = {
  'year BC: start of a run': changeRun('started_at', toBC('started_at')),
  'year BC: end of a run': changeRun('finished_at', toBC('finished_at')),
  'year BC: event': `UPDATE event SET at = ${toBC('at')} WHERE run_id = $run AND seq = 2`,
  'year BC: creation of a snapshot': changeStep('created_at', toBC('created_at')),
  'step: snapshot_state': changeStep('snapshot_state', `'error'`),
  'step: snapshot_progress': changeStep('snapshot_progress', '50'),
  'step: attempts': changeStep('attempts', '7'),
  'step: error_code': changeStep('error_code', `'InternalError'`),
  'step: error_message': changeStep('error_message', `'It did not work.'`),
  'step: request_id': changeStep('request_id', `'another'`),
  'step: created_at': changeStep('created_at', `created_at + interval '1 millisecond'`),
  'step: updated_at': changeStep('updated_at', `updated_at + interval '1 day'`),
  'step: snapshot_ended_at': changeStep('snapshot_ended_at', `updated_at + interval '2 minutes'`),
  'run: finished_at': changeRun('finished_at', `finished_at - interval '1 millisecond'`),
  'run: cancel_requested_at': changeRun('cancel_requested_at', 'started_at'),
  'run: cancel_requested_by': changeRun('cancel_requested_by', `'eve@example.com'`),
  'run: error_message': changeRun('error_message', `'It did not work.'`),
  'run: slack_status': changeRun('slack_status', `'waiting'`),
  'run: slack_error': changeRun('slack_error', `'not_in_channel'`),
  'run: slack_permalink': changeRun('slack_permalink', `'https://example.com'`),
  'run: search_text': changeRun('search_text', `search_text || ' eve'`),
};

/** What is done to one run with every trigger on, as the application could. */
export const RUN_ADDITIONS: Readonly<Record<string, string>> = {
  'snapshot-found today in an old run': `
    UPDATE step SET snapshot_id = 'snap-0other' WHERE run_id = $run AND position = 0;
    WITH next AS (UPDATE run SET event_seq = event_seq + 1 WHERE id = $run RETURNING id, event_seq)
    INSERT INTO event (run_id, seq, level, code, message, step_id, data)
    SELECT next.id, next.event_seq, 'info', 'snapshot-found', 'Found.', step.id,
      '{"snapshotId": "snap-0other"}'
    FROM next JOIN step ON step.run_id = next.id AND step.position = 0`,
  'event long after its neighbors': `
    WITH next AS (UPDATE run SET event_seq = event_seq + 1 WHERE id = $run RETURNING id, event_seq)
    INSERT INTO event (run_id, seq, level, code, message)
    SELECT id, event_seq, 'info', 'slack-updated', 'Updated.' FROM next`,
  'second seal of the record': `
    UPDATE step SET error_code = 'InternalError' WHERE run_id = $run AND position = 0;
    WITH next AS (UPDATE run SET event_seq = event_seq + 1 WHERE id = $run RETURNING id, event_seq)
    INSERT INTO event (run_id, seq, level, code, message, data)
    SELECT next.id, next.event_seq, 'info', 'record-sealed', 'Sealed.', jsonb_build_object('steps',
      (SELECT jsonb_object_agg(id, encode(step_state(run_id, id), 'hex')) FROM step WHERE run_id = next.id))
    FROM next`,
};

/** A run of 2024 whose log is written today; `$new` is its id. */
export const FORGED_RUN = `
  INSERT INTO run SELECT (jsonb_populate_record(run, jsonb_build_object('id', $new::uuid,
    'once_key', $new::uuid, 'started_at', '2024-05-05T10:00:00Z', 'finished_at',
    '2024-05-05T10:00:00Z', 'status', 'rejected', 'event_seq', 1, 'retry_of_id', NULL))).*
  FROM run WHERE id = $run;
  INSERT INTO event (run_id, seq, level, code, message)
  VALUES ($new, 1, 'warn', 'execute-rejected', 'Nothing was done.')`;

/** What is done with exports; each statement gives the place that must be named. */
export const EXPORT_CHANGES: Readonly<Record<string, string>> = {
  'forged complete export': `
    INSERT INTO export_record (id, format, filters, agent_subject, agent_email, agent_name, status,
      started_at, finished_at, rows, bytes, sha256)
    SELECT gen_random_uuid(), format, filters, agent_subject, agent_email, agent_name, 'complete',
      started_at, finished_at, rows, bytes, sha256 FROM export_record WHERE id = $export
    RETURNING 'export ' || id AS place`,
  'forged running export': `
    INSERT INTO export_record (id, format, filters, agent_subject, agent_email, agent_name)
    SELECT gen_random_uuid(), format, filters, agent_subject, agent_email, agent_name
    FROM export_record WHERE id = $export RETURNING 'export ' || id AS place`,
  'export of another person': `
    UPDATE export_record SET agent_name = 'Eve' WHERE id = $export RETURNING 'export ' || id AS place`,
  'export at another time': `
    UPDATE export_record SET started_at = started_at - interval '1 millisecond'
    WHERE id = $export RETURNING 'export ' || id AS place`,
  'record of an export deleted': `
    DELETE FROM export_record WHERE id = $export RETURNING 'ledger ' || (
      SELECT max(seq) FROM ledger WHERE data->>'export' = export_record.id::text) AS place`,
};

/** With every trigger on, as the owner of the tables could. */
export const LEDGER_ADDITIONS: Readonly<Record<string, string>> = {
  'forged history-exported entry': `
    INSERT INTO ledger (code, data)
    SELECT code, data || jsonb_build_object('export', gen_random_uuid())
    FROM ledger WHERE code = 'history-exported' ORDER BY seq LIMIT 1
    RETURNING 'ledger ' || seq AS place`,
  'second history-exported entry': `
    INSERT INTO ledger (code, data)
    SELECT code, data || '{"rows": 0}' FROM ledger WHERE code = 'history-exported' ORDER BY seq LIMIT 1
    RETURNING 'ledger ' || seq AS place`,
};

/** What each guard of the database is disarmed with; taken back after it was looked for. */
export const DISARMINGS: readonly string[] = [
  'DROP TRIGGER event_chain ON event',
  'DROP TRIGGER event_keep ON event',
  'DROP TRIGGER event_keep_unless_archived ON event',
  'DROP TRIGGER ledger_chain ON ledger',
  'DROP TRIGGER ledger_keep ON ledger',
  'DROP TRIGGER archived_run_keep ON archived_run',
  'DROP TRIGGER export_record_keep ON export_record',
  'DROP TRIGGER export_record_keep_all ON export_record',
  'DROP TRIGGER export_record_ledger ON export_record',
  'ALTER TABLE event DISABLE TRIGGER USER',
  'ALTER TABLE ledger DISABLE TRIGGER ALL',
  'ALTER TABLE event ENABLE REPLICA TRIGGER event_keep',
  'ALTER TABLE event DROP CONSTRAINT event_times_in_range',
  'ALTER TABLE run DROP CONSTRAINT run_times_in_range',
  'ALTER FUNCTION chain_event() RESET search_path',
  'ALTER FUNCTION chain_ledger() SET search_path = pg_temp, public',
  `CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
  `CREATE OR REPLACE FUNCTION run_state(wanted uuid) RETURNS bytea LANGUAGE plpgsql STABLE AS 'BEGIN RETURN sha256(''''); END'`,
  'CREATE TRIGGER another BEFORE UPDATE ON step FOR EACH ROW EXECUTE FUNCTION notify_run_change()',
  'ALTER TABLE run ENABLE ROW LEVEL SECURITY',
];

function changeRun(column: string, value: string): string {
  return `UPDATE run SET ${column} = ${value} WHERE id = $run`;
}

function changeStep(column: string, value: string): string {
  return `UPDATE step SET ${column} = ${value} WHERE run_id = $run AND position = 0`;
}

/** The same date and time two thousand years before: what a text without an era hides. */
function toBC(column: string): string {
  return `(to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') || '+00 BC')::timestamptz`;
}
