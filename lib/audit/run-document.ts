import type { Format } from './event-document';
import { writeInstantText } from './instant';

/** What a run was asked to do, as its document needs it: `plan` as PostgreSQL prints it. */
export type RecordedRun = {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly ticket: string;
  readonly ticketSubject: string;
  readonly agentSubject: string;
  readonly agentEmail: string;
  readonly agentName: string;
  readonly environmentChoice: string;
  readonly environments: Texts;
  readonly fingerprint: string;
  /** The text of the `jsonb`; it goes into the document as it is. */
  readonly plan: string;
  readonly acknowledged: Texts;
  readonly reason: string | null;
  readonly rejectionCode: string | null;
  readonly retryOf: string | null;
  /** Absent or `create`: nothing is deleted, and the document does not mention it. */
  readonly kind?: string;
  readonly deletionOf?: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: string;
};

/** What a step was planned to be. */
export type RecordedStep = {
  readonly id: string;
  readonly position: number;
  readonly taskIds: Texts;
  readonly serverName: string;
  readonly ipAddress: string;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  readonly volumeId: string;
  readonly volumeSizeGib: number;
  /** The text of the `jsonb`. */
  readonly tags: string;
  readonly description: string;
  /** The snapshot that a step of a deletion deletes. */
  readonly target?: string | null;
};

type Texts = readonly (string | null)[] | null;

/**
 * The one text that the first event of a run follows by its hash: what PostgreSQL prints for a
 * `jsonb` of these fields (keys by length, then by bytes; one space after `:` and `,`). The
 * database's function `run_record` builds the same one; verification does not ask it.
 */
export function writeRunDocument(
  run: RecordedRun,
  steps: readonly RecordedStep[],
  format: Format,
): string {
  const isOld = format === 1;
  const deletes = run.kind !== undefined && run.kind !== 'create';
  const kind = deletes ? `"kind": ${json(run.kind ?? null)}, ` : '';
  const deletionOf = deletes ? `"deletion_of": ${json(run.deletionOf ?? null)}, ` : '';
  const startedAt = isOld ? json(writeInstantText(run.startedAt)) : run.startedAt;
  return (
    `{"run": ${json(run.id)}, ${kind}"plan": ${run.plan}, ` +
    `"steps": [${steps.map(writeStep).join(', ')}], ${isOld ? '' : `"format": ${format}, `}"reason": ${json(run.reason)}, ` +
    `"ticket": ${json(run.ticket)}, "once_key": ${json(run.idempotencyKey)}, ` +
    `"retry_of": ${json(run.retryOf)}, "agent_name": ${json(run.agentName)}, ` +
    `"started_at": ${startedAt}, "agent_email": ${json(run.agentEmail)}, ${deletionOf}` +
    `"fingerprint": ${json(run.fingerprint)}, "acknowledged": ${list(run.acknowledged)}, ` +
    `"environments": ${list(run.environments)}, "agent_subject": ${json(run.agentSubject)}, ` +
    `"rejection_code": ${json(run.rejectionCode)}, "ticket_subject": ${json(run.ticketSubject)}, ` +
    `"environment_choice": ${json(run.environmentChoice)}}`
  );
}

function writeStep(step: RecordedStep): string {
  const { target = null } = step;
  return (
    `{"step": ${json(step.id)}, "tags": ${step.tags}, "region": ${json(step.region)}, ${target === null ? '' : `"target": ${json(target)}, `}` +
    `"position": ${step.position}, "task_ids": ${list(step.taskIds)}, ` +
    `"volume_id": ${json(step.volumeId)}, "account_id": ${json(step.accountId)}, ` +
    `"ip_address": ${json(step.ipAddress)}, "description": ${json(step.description)}, ` +
    `"environment": ${json(step.environment)}, "instance_id": ${json(step.instanceId)}, ` +
    `"server_name": ${json(step.serverName)}, "volume_size_gib": ${step.volumeSizeGib}}`
  );
}

function json(value: string | null): string {
  return JSON.stringify(value);
}

function list(texts: Texts): string {
  return texts === null ? 'null' : `[${texts.map(json).join(', ')}]`;
}
