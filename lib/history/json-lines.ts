import { Prisma } from '@/lib/db/generated/client';
import { writeTime } from './write-time';

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
  snapshot_id: 'step.snapshot_id',
  snapshot_state: 'step.snapshot_state',
  request_id: 'step.request_id',
  error_code: 'step.error_code',
  error_message: 'step.error_message',
};

const RUN = {
  run_id: 'run.id',
  started_at: writeTime('run.started_at'),
  finished_at: writeTime('run.finished_at'),
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
