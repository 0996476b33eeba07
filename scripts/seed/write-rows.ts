import { hashText, writeEventDocument } from '@/lib/audit/event-document';
import {
  hashRunState,
  hashStepState,
  PLANNED,
  TICKET_UNTOUCHED,
  type RunState,
  type StepState,
} from '@/lib/audit/row-state';
import { writeRunDocument } from '@/lib/audit/run-document';
import { runSearchText, searchable } from '@/lib/run/search-text';
import { CANCELLED_BEFORE_MS } from './build-log';
import { writeCopyLine, writeTextArray } from './copy-line';
import type { SeedLog, SeedRun, SeedStep } from './seed-run';
import { writeJsonb } from './write-jsonb';

/** The columns that are written, in the order of `writeRows`. */
export const SEED_COLUMNS = {
  run: 'id, once_key, status, ticket, ticket_subject, agent_subject, agent_email, agent_name, environment_choice, environments, fingerprint, plan, acknowledged, rejection_code, error_message, retry_of_id, started_at, finished_at, cancel_requested_at, cancel_requested_by, slack_status, slack_attempts, slack_error, slack_channel, slack_ts, slack_permalink, fence, event_seq, search_text',
  step: 'id, run_id, position, status, task_ids, server_name, ip_address, environment, account_id, region, instance_id, volume_id, volume_size_gib, tags, description, attempts, not_before, snapshot_id, snapshot_state, snapshot_progress, created_at, error_code, error_message, request_id, updated_at',
  event: 'run_id, seq, at, level, code, message, step_id, data, state, hash',
} as const;

export type SeedTable = keyof typeof SEED_COLUMNS;
export type SeedRows = Readonly<Record<SeedTable, string>>;

/** A run's rows as COPY lines, each event chained as the database's trigger would have done it. */
export function writeRows(run: SeedRun, log: SeedLog): SeedRows {
  const plan = writeJsonb(run.plan);
  const state = describeRun(run, log);
  return {
    run: writeRun(run, log, plan, state),
    step: run.steps.map((step, position) => writeStep(run, log, step, position)).join(''),
    event: writeEvents(run, log, state, hashText(writeRecord(run, plan))),
  };
}

/** No one looked at an invented run before its end, so its events seal how it ended. */
function writeEvents(run: SeedRun, log: SeedLog, state: RunState, recordHash: string): string {
  const runState = hashRunState(state);
  const stepStates = new Map(run.steps.map((step) => [step.id, hashStepState(describeStep(step))]));
  let previous = recordHash;
  let lines = '';
  for (const [index, event] of log.events.entries()) {
    const { at, level, code, message, stepId, data } = event;
    const seq = index + 1;
    const sealed = runState + (stepId === null ? '' : (stepStates.get(stepId) ?? ''));
    const chained = { ...event, runId: run.id, seq, format: 2, state: sealed };
    previous = hashText(writeEventDocument(chained, previous));
    lines += writeCopyLine([
      run.id,
      seq,
      toTime(Number(at)),
      level,
      code,
      message,
      stepId,
      data,
      `\\x${sealed}`,
      `\\x${previous}`,
    ]);
  }
  return lines;
}

function writeRecord(run: SeedRun, plan: string): string {
  const { agent, ending } = run;
  const { ticket, environments, environmentChoice, fingerprint } = run.plan;
  const record = {
    id: run.id,
    idempotencyKey: run.idempotencyKey,
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
    startedAt: String(run.startedAtMs),
  };
  const steps = run.steps.map(({ id, planned }, position) => ({
    ...planned,
    id,
    position,
    tags: writeJsonb(planned.tags),
  }));
  return writeRunDocument(record, steps, 2);
}

function describeRun(run: SeedRun, log: SeedLog): RunState {
  const { agent, ending } = run;
  const { slack, status, finishedAtMs } = log;
  const cancelled = ending.kind === 'carried-out' && ending.cancelled;
  const link = (ts: string) =>
    `https://example.slack.com/archives/C0CHANGES/p${ts.replace('.', '')}`;
  return {
    status,
    errorMessage: ending.kind === 'rejected' ? ending.message : null,
    finishedAt: String(finishedAtMs),
    cancelRequestedAt: cancelled ? String(finishedAtMs - CANCELLED_BEFORE_MS) : null,
    cancelRequestedBy: cancelled ? agent.email : null,
    slackStatus: slack.status,
    slackError: slack.status === 'failed' ? slack.error : null,
    slackPermalink: slack.status === 'failed' ? null : link(slack.ts),
    searchText: writeSearchText(run),
    ...TICKET_UNTOUCHED,
  };
}

function writeRun(run: SeedRun, log: SeedLog, plan: string, state: RunState): string {
  const { agent, ending } = run;
  const { ticket, environments, environmentChoice, fingerprint } = run.plan;
  const sent = log.slack.status === 'sent' ? log.slack : null;
  return writeCopyLine([
    run.id,
    run.idempotencyKey,
    state.status,
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
    ending.kind === 'rejected' ? ending.code : null,
    state.errorMessage,
    run.retryOf,
    toTime(run.startedAtMs),
    writeInstant(state.finishedAt),
    writeInstant(state.cancelRequestedAt),
    state.cancelRequestedBy,
    state.slackStatus,
    sent === null ? 10 : 1,
    state.slackError,
    sent === null ? null : 'C0CHANGES',
    sent?.ts ?? null,
    state.slackPermalink,
    ending.kind === 'rejected' ? 0 : 1,
    log.events.length,
    state.searchText,
  ]);
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

function describeStep(step: SeedStep): StepState {
  const created = step.status === 'created';
  return {
    ...PLANNED,
    status: step.status,
    attempts: step.status === 'skipped' ? 0 : 1,
    snapshotId: step.snapshotId,
    snapshotState: created ? 'completed' : null,
    snapshotProgress: created ? 100 : null,
    createdAt: created ? String(step.endedAtMs) : null,
    errorCode: step.error?.code ?? null,
    errorMessage: step.error?.message ?? null,
    requestId: step.requestId,
  };
}

function writeStep(run: SeedRun, log: SeedLog, step: SeedStep, position: number): string {
  const { planned } = step;
  const state = describeStep(step);
  return writeCopyLine([
    step.id,
    run.id,
    position,
    state.status,
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
    state.attempts,
    toTime(run.startedAtMs),
    state.snapshotId,
    state.snapshotState,
    state.snapshotProgress,
    writeInstant(state.createdAt),
    state.errorCode,
    state.errorMessage,
    state.requestId,
    toTime(changedAt(step, log)),
  ]);
}

function changedAt({ status, completedAtMs, endedAtMs }: SeedStep, { finishedAtMs }: SeedLog) {
  switch (status) {
    case 'created':
      return completedAtMs;
    case 'failed':
      return endedAtMs;
    case 'skipped':
      return finishedAtMs - CANCELLED_BEFORE_MS;
  }
}

function writeInstant(ms: string | null): string | null {
  return ms === null ? null : toTime(Number(ms));
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
