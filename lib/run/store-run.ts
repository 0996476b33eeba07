import type { Database } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { Plan, PlannedStep } from '@/lib/plan/plan';
import { readReason } from '@/lib/plan/reason';
import { appendEvents } from './append-events';
import { findRunByOnceKey } from './find-run-by-once-key';
import type { NewEvent } from './new-event';
import type { Decision } from './decide-execution';
import type { Agent, ExecuteOutcome, ExecuteRequest } from './run';
import { runSearchText } from './run-search-text';
import { searchable } from './searchable';

export type RunDraft = {
  readonly id: string;
  readonly request: ExecuteRequest;
  readonly agent: Agent;
  readonly plan: Plan;
  readonly retryOf: string | null;
};

type Rejection = Omit<Extract<Decision, { kind: 'reject' }>, 'kind'>;

/** EC2 allows one snapshot of a volume in 15 s. */
const VOLUME_SPACING_S = 15;

/**
 * Stores a run, its steps, its first events and the job in one transaction. Two presses with one key meet
 * at the unique key; two runs that want one volume meet at the index on open volumes.
 */
export async function storeRun(
  database: Database,
  draft: RunDraft,
  newId: () => string,
): Promise<ExecuteOutcome> {
  try {
    await database.prisma.$transaction(async (tx) => {
      const now = await readDatabaseClock(tx);
      await tx.run.create({ data: { ...runRow(draft, now), status: 'queued' } });
      await tx.step.createMany({
        data: draft.plan.steps.map((step, position) =>
          stepRow(draft.id, newId(), position, step, now),
        ),
      });
      await spaceVolumes(tx, draft.id);
      await appendEvents(tx, draft.id, firstEvents(draft));
      await database.jobs.send(tx, 'carry-out-run', { runId: draft.id });
    });
    return { kind: 'started', runId: draft.id };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const before = await findRunByOnceKey(database.prisma, draft.agent, draft.request.onceKey);
    if (before !== null) return before;
    return storeRejectedRun(database, draft, {
      code: 'volume-busy',
      message: 'Nothing was done: another run is taking a snapshot of one of these volumes.',
    });
  }
}

/** Records a refused Execute: nothing was done, and the record and Slack say why. */
export async function storeRejectedRun(
  database: Database,
  draft: RunDraft,
  { code, message }: Rejection,
): Promise<ExecuteOutcome> {
  try {
    await database.prisma.$transaction(async (tx) => {
      const now = await readDatabaseClock(tx);
      await tx.run.create({
        data: {
          ...runRow(draft, now),
          status: 'rejected',
          rejectionCode: code,
          errorMessage: message,
          searchText: `${runSearchText(draft)} ${searchable(message)}`,
          finishedAt: now,
          slackDueAt: now,
        },
      });
      await appendEvents(tx, draft.id, [
        { level: 'warn', code: 'execute-rejected', message, data: { rejection: code } },
      ]);
      await database.jobs.send(tx, 'announce-runs', null);
    });
    return { kind: 'rejected', runId: draft.id, code, message, plan: draft.plan };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const before = await findRunByOnceKey(database.prisma, draft.agent, draft.request.onceKey);
    if (before === null) throw error;
    return before;
  }
}

/** A process's own clock may be minutes off; Prisma would take it for the columns' defaults. */
async function readDatabaseClock(tx: Prisma.TransactionClient): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (row === undefined) throw new Error('The database does not tell the time.');
  return row.now;
}

function runRow({ id, request, agent, plan, retryOf }: RunDraft, now: Date) {
  return {
    id,
    startedAt: now,
    onceKey: request.onceKey,
    ticket: plan.ticket.reference,
    ticketSubject: plan.ticket.subject,
    agentSubject: agent.subject,
    agentEmail: agent.email,
    agentName: agent.name,
    environmentChoice: plan.environmentChoice,
    environments: plan.environments.map(({ name }) => name),
    fingerprint: plan.fingerprint,
    plan: plan as unknown as Prisma.InputJsonValue,
    acknowledged: [...request.acknowledged],
    reason: request.reason === null ? null : readReason(request.reason),
    retryOfId: retryOf,
    searchText: runSearchText({ agent, plan }),
  };
}

function stepRow(runId: string, id: string, position: number, step: PlannedStep, now: Date) {
  return {
    id,
    notBefore: now,
    updatedAt: now,
    runId,
    position,
    status: 'planned',
    taskIds: [...step.taskIds],
    serverName: step.serverName,
    ipAddress: step.ipAddress,
    environment: step.environment,
    accountId: step.accountId,
    region: step.region,
    instanceId: step.instanceId,
    volumeId: step.volumeId,
    volumeSizeGib: step.volumeSizeGib,
    tags: step.tags.map(({ key, value }) => ({ key, value })),
    description: step.description,
  };
}

/** A volume of which a snapshot was just taken waits for its turn instead of being refused. */
async function spaceVolumes(tx: Prisma.TransactionClient, runId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE step SET not_before = earlier.created_at + ${VOLUME_SPACING_S} * interval '1 second'
    FROM step AS earlier
    WHERE step.run_id = ${runId}::uuid AND earlier.volume_id = step.volume_id
      AND earlier.created_at > clock_timestamp() - ${VOLUME_SPACING_S} * interval '1 second'`;
}

function firstEvents(draft: RunDraft): readonly NewEvent[] {
  const { agent, plan, request, retryOf } = draft;
  const { snapshots, sizeGib } = plan.totals;
  return [
    {
      level: 'info',
      code: 'run-requested',
      message: `${agent.name} (${agent.email}) asked for ${snapshots} snapshots, ${sizeGib} GiB, for ${plan.ticket.reference}.`,
      data: { fingerprint: plan.fingerprint, retryOf },
    },
    ...request.acknowledged.map((key) => describeTick(draft, key)),
  ];
}

/** A rule that was overridden stands out in the log, with the reason. */
function describeTick({ agent, plan, request }: RunDraft, key: string): NewEvent {
  const finding = plan.findings.find((one) => one.key === key);
  const what = finding?.message ?? key;
  if (finding?.overridable !== true) {
    const message = `Acknowledged: ${what}`;
    return { level: 'info', code: 'warning-acknowledged', message, data: { key } };
  }
  const reason = readReason(request.reason ?? '');
  return {
    level: 'warn',
    code: 'policy-overridden',
    message: `${agent.name} overrode a rule of the service desk. ${what} Reason: ${reason}`,
    data: { key, reason },
  };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}
