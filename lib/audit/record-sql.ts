import { selectInstant } from './instant';

/** What a checker selects, for rows `event`, `run` and `step`. */
export const COLUMNS = {
  /** A `ChainedEvent` and its hash. */
  event: `
  event.run_id AS "runId", event.seq, ${selectInstant('event.at')} AS at, event.level, event.code,
  event.message, event.step_id AS "stepId", event.data::text AS data,
  event.format, encode(event.state, 'hex') AS state, encode(event.hash, 'hex') AS hash`,
  /** A `RecordedRun`. */
  run: `
  run.id, run.once_key AS "idempotencyKey", run.ticket, run.ticket_subject AS "ticketSubject",
  run.agent_subject AS "agentSubject", run.agent_email AS "agentEmail",
  run.agent_name AS "agentName", run.environment_choice AS "environmentChoice", run.environments,
  run.fingerprint, run.plan::text AS plan, run.acknowledged, run.reason,
  run.rejection_code AS "rejectionCode", run.retry_of_id AS "retryOf",
  run.kind, run.deletion_of_id AS "deletionOf",
  ${selectInstant('run.started_at')} AS "startedAt"`,
  /** A `RecordedStep`. */
  step: `
  step.id, step.position, step.task_ids AS "taskIds", step.server_name AS "serverName",
  step.ip_address AS "ipAddress", step.environment, step.account_id AS "accountId", step.region,
  step.instance_id AS "instanceId", step.volume_id AS "volumeId",
  step.volume_size_gib AS "volumeSizeGib", step.tags::text AS tags, step.description,
  step.target_snapshot_id AS "target"`,
  /** The `RunState` of a run. */
  runState: `
  run.status, run.error_message AS "errorMessage", ${selectInstant('run.finished_at')} AS "finishedAt",
  ${selectInstant('run.cancel_requested_at')} AS "cancelRequestedAt",
  run.cancel_requested_by AS "cancelRequestedBy", run.slack_status AS "slackStatus",
  run.slack_error AS "slackError", run.slack_permalink AS "slackPermalink",
  run.search_text AS "searchText", run.note_status AS "noteStatus", run.note_id AS "noteId",
  run.note_error AS "noteError", run.task_results::text AS "taskResults"`,
  /** The `StepState` of a step. */
  stepState: `
  step.status, step.attempts, step.snapshot_id AS "snapshotId",
  step.snapshot_state AS "snapshotState", step.snapshot_progress AS "snapshotProgress",
  ${selectInstant('step.created_at')} AS "createdAt", step.error_code AS "errorCode",
  step.error_message AS "errorMessage", step.request_id AS "requestId",
  step.corrected_name AS "correctedName", step.wanted_name AS "wantedName",
  ${selectInstant('step.deleted_at')} AS "deletedAt", step.deleted_by_run AS "deletedByRun"`,
} as const;
