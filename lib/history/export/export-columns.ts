import { Prisma } from '@/lib/db/generated/client';
import type { RunFilters } from '@/lib/history/run-filters';
import { whereRuns } from '@/lib/history/where-runs';
import { formatTimeSql } from '@/lib/history/format-time-sql';

/** Some importers drop leading white space, and then see a formula. */
const FORMULA = String.raw`^([\t\r\n]|[\s\u00A0\u2000-\u200F\u202F\u205F\u3000\uFEFF]*[=+\-@＝＋－＠])`;

const TEXT = (column: string) =>
  // A text that begins like a formula would be run by a spreadsheet; a quote makes it text again.
  `CASE WHEN ${column} ~ '${FORMULA}' THEN '''' || ${column} ELSE ${column} END`;

/** Older versions wrote no end; the last change of a complete snapshot's step was its completion. */
const COMPLETED_AT = `CASE WHEN step.snapshot_state = 'completed'
  THEN coalesce(step.snapshot_ended_at, step.updated_at) END`;

/** What the snapshot was called when it was taken. */
const NAME_TAG = `(SELECT one->>'value' FROM jsonb_array_elements(step.tags) AS one
  WHERE one->>'key' = 'Name')`;

/** Each column of the export and where it comes from. The order is the order in the file. */
const COLUMNS = {
  run_id: 'run.id',
  started_at: formatTimeSql('run.started_at'),
  finished_at: formatTimeSql('run.finished_at'),
  run_status: 'run.status',
  ticket: 'run.ticket',
  agent_email: TEXT('run.agent_email'),
  agent_name: TEXT('run.agent_name'),
  environment: TEXT(`coalesce(step.environment, array_to_string(run.environments, ' '))`),
  account_id: 'step.account_id',
  region: 'step.region',
  task_id: TEXT(`array_to_string(step.task_ids, ' ')`),
  server_name: TEXT('step.server_name'),
  ip_address: 'step.ip_address',
  instance_id: 'step.instance_id',
  volume_id: 'step.volume_id',
  volume_size_gib: 'step.volume_size_gib',
  snapshot_id: 'coalesce(step.snapshot_id, step.target_snapshot_id)',
  snapshot_state: 'step.snapshot_state',
  step_status: 'step.status',
  error_code: `coalesce(step.error_code, run.rejection_code)`,
  error_message: TEXT('coalesce(step.error_message, run.error_message)'),
  slack_status: 'run.slack_status',
  // Beyond the agreed columns, so at their end: why a change policy was overridden.
  override_reason: TEXT('run.reason'),
  completed_at: formatTimeSql(COMPLETED_AT),
  ticket_subject: TEXT('run.ticket_subject'),
  retry_of: 'run.retry_of_id',
  // The kinds only: every row of a run repeats them, and JSON Lines has them by server.
  acknowledged: `(SELECT string_agg(DISTINCT split_part(one, ':', 1), ' ')
    FROM unnest(run.acknowledged) AS one)`,
  run_kind: 'run.kind',
  deletion_of: 'run.deletion_of_id',
  deleted_at: formatTimeSql('step.deleted_at'),
  deleted_by_run: 'step.deleted_by_run',
  name_tag: TEXT(NAME_TAG),
  corrected_name: TEXT('step.corrected_name'),
  note_status: 'run.note_status',
  task_results: `(SELECT string_agg(concat(one->>'id', ' ', one->>'state'), '; ')
    FROM jsonb_array_elements(run.task_results) AS one WHERE one->>'id' = ANY(step.task_ids))`,
  expires_on: 'expires_on(step.tags)',
} as const;

export const CSV_COLUMNS: readonly string[] = Object.keys(COLUMNS);

/**
 * One row per step, newest run first; a run without steps gives one row. The file of what has
 * expired has only the snapshots that have.
 */
export function selectCsvRows(filters: RunFilters): Prisma.Sql {
  const columns = Prisma.raw(Object.values(COLUMNS).join(', '));
  const { expired, environment } = filters;
  const steps =
    expired === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`step.id IN (
          SELECT step_id FROM expiring_snapshot WHERE expires_on <= ${expired}
            AND (${environment} = '' OR environment = ${environment}))`;
  return Prisma.sql`
    SELECT ${columns} FROM run LEFT JOIN step ON step.run_id = run.id
    WHERE ${whereRuns(filters)} AND ${steps} ORDER BY run.started_at DESC, run.id DESC, step.position`;
}

const STEP = {
  step_id: 'step.id',
  step_status: 'step.status',
  environment: 'step.environment',
  account_id: 'step.account_id',
  region: 'step.region',
  task_ids: 'step.task_ids',
  server_name: 'step.server_name',
  ip_address: 'step.ip_address',
  instance_id: 'step.instance_id',
  volume_id: 'step.volume_id',
  volume_size_gib: 'step.volume_size_gib',
  snapshot_id: 'coalesce(step.snapshot_id, step.target_snapshot_id)',
  snapshot_state: 'step.snapshot_state',
  completed_at: formatTimeSql(COMPLETED_AT),
  request_id: 'step.request_id',
  error_code: 'step.error_code',
  error_message: 'step.error_message',
  tags: 'step.tags',
  corrected_name: 'step.corrected_name',
  deleted_at: formatTimeSql('step.deleted_at'),
  deleted_by_run: 'step.deleted_by_run',
};

const RUN = {
  run_id: 'run.id',
  started_at: formatTimeSql('run.started_at'),
  finished_at: formatTimeSql('run.finished_at'),
  run_status: 'run.status',
  ticket: 'run.ticket',
  ticket_subject: 'run.ticket_subject',
  agent_email: 'run.agent_email',
  agent_name: 'run.agent_name',
  environments: 'run.environments',
  fingerprint: 'run.fingerprint',
  acknowledged: 'run.acknowledged',
  reason: 'run.reason',
  retry_of: 'run.retry_of_id',
  error_code: 'run.rejection_code',
  error_message: 'run.error_message',
  slack_status: 'run.slack_status',
  run_kind: 'run.kind',
  deletion_of: 'run.deletion_of_id',
  note_status: 'run.note_status',
  task_results: 'run.task_results',
  steps: `(SELECT coalesce(json_agg(${buildObject(STEP)} ORDER BY step.position), '[]')
           FROM step WHERE step.run_id = run.id)`,
};

/** One line per run, newest first, with its steps inside; every text exactly as it is stored. */
export function selectJsonLines(where: Prisma.Sql): Prisma.Sql {
  // Line breaks inside texts are escaped by JSON, so one that is left stands between two values.
  const line = Prisma.raw(`replace(${buildObject(RUN)}::text, E'\\n', '')`);
  return Prisma.sql`
    SELECT ${line} FROM run WHERE ${where} ORDER BY run.started_at DESC, run.id DESC`;
}

function buildObject(fields: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(fields).map(([name, column]) => `'${name}', ${column}`);
  return `json_build_object(${pairs.join(', ')})`;
}
