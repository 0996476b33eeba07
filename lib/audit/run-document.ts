/** What a run was asked to do, as its document needs it: `plan` and `startedAt` as PostgreSQL prints them. */
export type RecordedRun = {
  readonly id: string;
  readonly onceKey: string;
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
  /** ISO 8601 UTC with milliseconds. */
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
};

type Texts = readonly (string | null)[] | null;

/**
 * The one text that the first event of a run follows by its hash: what PostgreSQL prints for a
 * `jsonb` of these fields (keys by length, then by bytes; one space after `:` and `,`). The
 * database's function `run_record` builds the same one; whoever verifies does not ask it.
 */
export function writeRunDocument(run: RecordedRun, steps: readonly RecordedStep[]): string {
  return (
    `{"run": ${json(run.id)}, "plan": ${run.plan}, ` +
    `"steps": [${steps.map(writeStep).join(', ')}], "reason": ${json(run.reason)}, ` +
    `"ticket": ${json(run.ticket)}, "once_key": ${json(run.onceKey)}, ` +
    `"retry_of": ${json(run.retryOf)}, "agent_name": ${json(run.agentName)}, ` +
    `"started_at": ${json(run.startedAt)}, "agent_email": ${json(run.agentEmail)}, ` +
    `"fingerprint": ${json(run.fingerprint)}, "acknowledged": ${list(run.acknowledged)}, ` +
    `"environments": ${list(run.environments)}, "agent_subject": ${json(run.agentSubject)}, ` +
    `"rejection_code": ${json(run.rejectionCode)}, "ticket_subject": ${json(run.ticketSubject)}, ` +
    `"environment_choice": ${json(run.environmentChoice)}}`
  );
}

function writeStep(step: RecordedStep): string {
  return (
    `{"step": ${json(step.id)}, "tags": ${step.tags}, "region": ${json(step.region)}, ` +
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
