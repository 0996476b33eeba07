import { v7 as createId } from 'uuid';
import { parseAwsFailure } from '@/lib/aws/aws-failure';
import type { Plan, PlannedStep } from '@/lib/plan/plan';
import { parseReason } from '@/lib/plan/approve-plan';
import { decideExecution } from '@/lib/run/decide-execution';
import type { ExecuteRequest, RunDetail, RunEvent, RunStep } from '@/lib/run/run';
import { readLine } from '@/lib/text/read-line';
import type { HostileTicket } from './hostile-ticket';

const AT = '2026-11-24T12:00:00.000Z';

export type Draft = { readonly run: RunDetail; readonly events: readonly RunEvent[] };

/**
 * The run that Execute would store for this plan, with every step refused by EC2 in its own words.
 * Built without a database, which costs ten times as much as all the rest.
 */
export function draftRun(plan: Plan, request: ExecuteRequest, hostile: HostileTicket): Draft {
  const decision = decideExecution(plan, request, { mayOverride: true });
  const refused = decision.kind === 'reject' ? decision : null;
  const failure = readRefusal(hostile);
  const steps = refused === null ? plan.steps.map((step, at) => draftStep(step, at, failure)) : [];
  const agentName = readAgentName(hostile);
  const run: RunDetail = {
    id: createId(),
    kind: 'create',
    status: refused === null ? 'failed' : 'rejected',
    ticket: plan.ticket.reference,
    ticketSubject: plan.ticket.subject,
    agentEmail: 'olga@example.com',
    agentName,
    environments: plan.environments.map(({ name }) => name),
    startedAt: AT,
    finishedAt: AT,
    stepCount: steps.length,
    createdCount: 0,
    failedCount: steps.length,
    completedCount: 0,
    deletedCount: 0,
    copyingCount: 0,
    copiedPercent: 0,
    endedAt: AT,
    sizeGib: plan.totals.sizeGib,
    errorMessage: refused?.message ?? null,
    slackStatus: 'waiting',
    plan,
    acknowledged: request.acknowledged,
    reason: request.reason === null ? null : parseReason(request.reason),
    rejectionCode: refused?.code ?? null,
    changes: [],
    steps,
    retryOf: null,
    retriedBy: [],
    deletionOf: null,
    deletions: [],
    noteStatus: null,
    noteError: null,
    taskResults: [],
    slackError: null,
    slackPermalink: null,
    slackGaveUp: false,
    settled: true,
  };
  return { run, events: draftEvents(run, failure.message) };
}

/** As the sign-in reads it from the provider's claims. */
export function readAgentName({ agentName }: HostileTicket): string {
  return readLine(agentName, 200);
}

/** EC2, or whatever answers in its place, refuses with words of its own. */
export function readRefusal({ awsMessage }: HostileTicket): { code: string; message: string } {
  const failure = parseAwsFailure({
    name: 'EC2ServiceException',
    message: awsMessage,
    Code: 'IncorrectState',
    $metadata: { httpStatusCode: 400, requestId: awsMessage },
  });
  if (failure.kind === 'answered') return failure;
  throw new Error(`EC2's refusal was read as ${failure.kind}.`);
}

function draftStep(
  step: PlannedStep,
  position: number,
  failure: { readonly code: string; readonly message: string },
): RunStep {
  return {
    ...step,
    id: createId(),
    position,
    status: 'failed',
    attempts: 1,
    snapshotId: null,
    snapshotState: null,
    snapshotProgress: null,
    errorCode: failure.code,
    errorMessage: failure.message,
    encodedMessage: null,
    nextAttemptAt: null,
    requestId: null,
    completedAt: null,
    updatedAt: AT,
    correctedName: null,
    wantedName: null,
    deletedAt: null,
    deletedByRun: null,
    targetSnapshotId: null,
  };
}

function draftEvents(run: RunDetail, refusal: string): readonly RunEvent[] {
  const messages = [
    `${run.agentName} asked for ${run.ticketSubject}`,
    ...run.plan.findings.map(({ message }) => `Acknowledged: ${message}`),
    ...run.steps.map((step) => `EC2 refused ${step.volumeId} (${step.serverName}): ${refusal}`),
    run.errorMessage ?? '',
    run.reason ?? '',
  ];
  return messages.map((message, at) => ({
    seq: at + 1,
    at: AT,
    level: 'warn',
    code: 'fuzzed',
    message,
    stepId: null,
    data: { message, title: run.plan.tasks[0]?.title ?? '' },
  }));
}
