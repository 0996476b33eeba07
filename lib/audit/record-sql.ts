/**
 * How every hashed document spells a moment: ISO 8601 UTC with milliseconds. Infinity, which only
 * somebody who tampers would store, stays visible instead of becoming nothing.
 */
export const utcText = (column: string) =>
  `coalesce(to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${column}::text)`;

/**
 * What a run was asked to do, as text, for a row `run`; `writeRunDocument` builds the same one. The
 * database has it as its function `run_record`, too, which somebody could have exchanged.
 */
export const RUN_RECORD = `
  jsonb_build_object(
    'run', run.id, 'once_key', run.once_key, 'ticket', run.ticket,
    'ticket_subject', run.ticket_subject, 'agent_subject', run.agent_subject,
    'agent_email', run.agent_email, 'agent_name', run.agent_name,
    'environment_choice', run.environment_choice, 'environments', run.environments,
    'fingerprint', run.fingerprint, 'plan', run.plan, 'acknowledged', run.acknowledged,
    'reason', run.reason, 'rejection_code', run.rejection_code, 'retry_of', run.retry_of_id,
    'started_at', ${utcText('run.started_at')},
    'steps', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'step', step.id, 'position', step.position, 'task_ids', step.task_ids,
        'server_name', step.server_name, 'ip_address', step.ip_address,
        'environment', step.environment, 'account_id', step.account_id, 'region', step.region,
        'instance_id', step.instance_id, 'volume_id', step.volume_id,
        'volume_size_gib', step.volume_size_gib, 'tags', step.tags,
        'description', step.description) ORDER BY step.position), '[]')
      FROM step WHERE step.run_id = run.id)
  )::text`;

/** An event's columns as `ChainedEvent` and its hash, for a row `event`. */
export const EVENT_COLUMNS = `
  event.run_id AS "runId", event.seq, ${utcText('event.at')} AS at, event.level, event.code,
  event.message, event.step_id AS "stepId", event.data::text AS data,
  encode(event.hash, 'hex') AS hash`;

/** A run's columns as `RecordedRun`, for a row `run`. */
export const RUN_COLUMNS = `
  run.id, run.once_key AS "onceKey", run.ticket, run.ticket_subject AS "ticketSubject",
  run.agent_subject AS "agentSubject", run.agent_email AS "agentEmail",
  run.agent_name AS "agentName", run.environment_choice AS "environmentChoice", run.environments,
  run.fingerprint, run.plan::text AS plan, run.acknowledged, run.reason,
  run.rejection_code AS "rejectionCode", run.retry_of_id AS "retryOf",
  ${utcText('run.started_at')} AS "startedAt"`;

/** A step's columns as `RecordedStep`, for a row `step`. */
export const STEP_COLUMNS = `
  step.id, step.position, step.task_ids AS "taskIds", step.server_name AS "serverName",
  step.ip_address AS "ipAddress", step.environment, step.account_id AS "accountId", step.region,
  step.instance_id AS "instanceId", step.volume_id AS "volumeId",
  step.volume_size_gib AS "volumeSizeGib", step.tags::text AS tags, step.description`;
