import { hashText, writeEventDocument } from '@/lib/audit/event-document';
import { writeRunDocument } from '@/lib/audit/run-document';
import { runSearchText } from '@/lib/run/run-search-text';
import { searchable } from '@/lib/run/searchable';
import { writeCopyLine, writeTextArray } from './copy-line';
import type { SeedLog, SeedRun, SeedStep } from './seed-run';
import { writeJsonb } from './write-jsonb';

/** The columns that are written, in the order of `writeRows`. */
export const SEED_COLUMNS = {
  run: 'id, once_key, status, ticket, ticket_subject, agent_subject, agent_email, agent_name, environment_choice, environments, fingerprint, plan, acknowledged, rejection_code, error_message, retry_of_id, started_at, finished_at, cancel_requested_at, cancel_requested_by, slack_status, slack_attempts, slack_error, slack_channel, slack_ts, slack_permalink, fence, event_seq, search_text',
  step: 'id, run_id, position, status, task_ids, server_name, ip_address, environment, account_id, region, instance_id, volume_id, volume_size_gib, tags, description, attempts, not_before, snapshot_id, snapshot_state, snapshot_progress, created_at, error_code, error_message, request_id, updated_at',
  event: 'run_id, seq, at, level, code, message, step_id, data, hash',
} as const;

export type SeedTable = keyof typeof SEED_COLUMNS;
export type SeedRows = Readonly<Record<SeedTable, string>>;

/** A run's rows as COPY lines, each event chained as the database's trigger would have done it. */
export function writeRows(run: SeedRun, log: SeedLog): SeedRows {
  const plan = writeJsonb(run.plan);
  return {
    run: writeRun(run, log, plan),
    step: run.steps.map((step, position) => writeStep(run, step, position)).join(''),
    event: writeEvents(run, log, hashText(writeRecord(run, plan))),
  };
}

function writeEvents(run: SeedRun, log: SeedLog, recordHash: string): string {
  let previous = recordHash;
  let lines = '';
  for (const [index, event] of log.events.entries()) {
    const { at, level, code, message, stepId, data } = event;
    const seq = index + 1;
    previous = hashText(writeEventDocument({ ...event, runId: run.id, seq }, previous));
    lines += writeCopyLine([run.id, seq, at, level, code, message, stepId, data, `\\x${previous}`]);
  }
  return lines;
}

function writeRecord(run: SeedRun, plan: string): string {
  const { agent, ending } = run;
  const { ticket, environments, environmentChoice, fingerprint } = run.plan;
  const record = {
    id: run.id,
    onceKey: run.onceKey,
    ticket: ticket.reference,
    ticketSubject: ticket.subject,
    agentSubject: agent.subject,
    agentEmail: agent.email,
    agentName: agent.name,
    environmentChoice,
    environments: environments.map(({ name }) => name),
    fingerprint,
    plan,
    acknowledged: run.acknowledged,
    reason: null,
    rejectionCode: ending.kind === 'rejected' ? ending.code : null,
    retryOf: run.retryOf,
    startedAt: toTime(run.startedAtMs),
  };
  const steps = run.steps.map(({ id, planned }, position) => ({
    ...planned,
    id,
    position,
    tags: writeJsonb(planned.tags),
  }));
  return writeRunDocument(record, steps);
}

function writeRun(run: SeedRun, log: SeedLog, plan: string): string {
  const { agent, ending } = run;
  const { ticket, environments, environmentChoice, fingerprint } = run.plan;
  const rejected = ending.kind === 'rejected' ? ending : null;
  const cancelled = ending.kind === 'carried-out' && ending.cancelled;
  return writeCopyLine([
    run.id,
    run.onceKey,
    log.status,
    ticket.reference,
    ticket.subject,
    agent.subject,
    agent.email,
    agent.name,
    environmentChoice,
    writeTextArray(environments.map(({ name }) => name)),
    fingerprint,
    plan,
    writeTextArray(run.acknowledged),
    rejected?.code ?? null,
    rejected?.message ?? null,
    run.retryOf,
    toTime(run.startedAtMs),
    toTime(log.finishedAtMs),
    cancelled ? toTime(log.finishedAtMs - 20) : null,
    cancelled ? agent.email : null,
    ...slackFields(log),
    rejected === null ? 1 : 0,
    log.events.length,
    writeSearchText(run),
  ]);
}

function slackFields({ slack }: SeedLog): readonly (string | number | null)[] {
  if (slack.status === 'failed') return ['failed', 10, slack.error, null, null, null];
  const link = `https://example.slack.com/archives/C0CHANGES/p${slack.ts.replace('.', '')}`;
  return ['sent', 1, null, 'C0CHANGES', slack.ts, link];
}

/** As the product fills it: when the run is stored, then at each snapshot and each failure. */
function writeSearchText({ agent, plan, ending, steps }: SeedRun): string {
  const later = steps.flatMap(({ snapshotId, error }) => [
    ...(snapshotId === null ? [] : [snapshotId]),
    ...(error === null ? [] : [searchable(`${error.code} ${error.message}`)]),
  ]);
  const refused = ending.kind === 'rejected' ? [searchable(ending.message)] : [];
  return [runSearchText({ agent, plan }), ...refused, ...later].join(' ');
}

function writeStep(run: SeedRun, step: SeedStep, position: number): string {
  const { planned } = step;
  const created = step.status === 'created';
  return writeCopyLine([
    step.id,
    run.id,
    position,
    step.status,
    writeTextArray(planned.taskIds),
    planned.serverName,
    planned.ipAddress,
    planned.environment,
    planned.accountId,
    planned.region,
    planned.instanceId,
    planned.volumeId,
    planned.volumeSizeGib,
    writeJsonb(planned.tags),
    planned.description,
    step.status === 'skipped' ? 0 : 1,
    toTime(run.startedAtMs),
    step.snapshotId,
    created ? 'completed' : null,
    created ? 100 : null,
    created ? toTime(step.endedAtMs) : null,
    step.error?.code ?? null,
    step.error?.message ?? null,
    step.requestId,
    toTime(created ? step.completedAtMs : step.endedAtMs),
  ]);
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
