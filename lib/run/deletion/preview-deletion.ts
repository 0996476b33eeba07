import { z } from 'zod';
import type { AwsEnvironment } from '@/lib/aws/aws-environment';
import type { Database, Queries } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import type { SnapshotTag } from '@/lib/plan/plan';
import { runNotFound } from '../cancel-run';
import { findDeletionBlockers } from '../engine/find-deletion-blockers';
import type { Agent } from '../run';
import type { DeletionCandidate, DeletionPreview, WaitingDeletion } from './deletion';

export type DeletionSources = {
  readonly database: Database;
  /** Environments with a role for deleting. */
  readonly deletable: ReadonlySet<string>;
  findEnvironment(name: string, agentEmail: string): AwsEnvironment;
  findRevocation(agentSubject: string, since: Date): Promise<{ readonly by: string } | null>;
  /** How long one may delete what one took oneself without a second person. */
  readonly aloneHours: number;
  newId(): string;
  /** One message with a link to the run. A message that fails is logged; the page shows the request. */
  tellSlack(notice: DeletionNotice): Promise<void>;
};

export type DeletionNotice = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly runId: string;
};

type TakenStep = {
  readonly id: string;
  readonly snapshotId: string;
  readonly serverName: string;
  readonly environment: string;
  readonly volumeId: string;
  readonly volumeSizeGib: number;
  readonly tags: readonly SnapshotTag[];
  readonly correctedName: string | null;
};

/**
 * What of a run can be deleted, asked now. Only snapshots in the record; each with all that stands
 * against it. Throws `AppError` `not-found`.
 */
export async function previewDeletion(
  runId: string,
  agent: Agent,
  sources: DeletionSources,
): Promise<DeletionPreview> {
  const { prisma } = sources.database;
  const run = await prisma.run.findUnique({
    where: { id: runId },
    select: { ticket: true, agentSubject: true, startedAt: true, kind: true },
  });
  if (run === null) throw runNotFound(runId);
  const steps = run.kind === 'create' ? await listTaken(prisma, runId) : [];
  const [candidates, waiting, isYoung] = await Promise.all([
    findBlockersOfSteps(runId, steps, agent, sources),
    findWaiting(prisma, runId),
    isYounger(prisma, run.startedAt, sources.aloneHours),
  ]);
  return {
    ticket: run.ticket,
    candidates,
    mayAlone: run.agentSubject === agent.subject && isYoung,
    waiting,
    isOwnRequest: waiting?.by.subject === agent.subject,
  };
}

function listTaken(queries: Queries, runId: string): Promise<readonly TakenStep[]> {
  return queries.$queryRaw<TakenStep[]>`
    SELECT id, snapshot_id AS "snapshotId", server_name AS "serverName", environment,
      volume_id AS "volumeId", volume_size_gib AS "volumeSizeGib", tags,
      corrected_name AS "correctedName"
    FROM step WHERE run_id = ${runId}::uuid AND snapshot_id IS NOT NULL AND deleted_at IS NULL
    ORDER BY position`;
}

async function findBlockersOfSteps(
  runId: string,
  steps: readonly TakenStep[],
  agent: Agent,
  sources: DeletionSources,
): Promise<readonly DeletionCandidate[]> {
  const names = [...new Set(steps.map(({ environment }) => environment))];
  const parts = await Promise.all(
    names.map((name) =>
      judgeEnvironment(
        runId,
        name,
        steps.filter(({ environment }) => environment === name),
        agent,
        sources,
      ),
    ),
  );
  return parts.flat();
}

async function judgeEnvironment(
  runId: string,
  name: string,
  steps: readonly TakenStep[],
  { email }: Agent,
  { deletable, findEnvironment }: DeletionSources,
): Promise<readonly DeletionCandidate[]> {
  if (!deletable.has(name)) {
    const blocker = `Environment ${name} has no deleteRoleArn, so nothing can be deleted there.`;
    return steps.map((step) => toCandidate(step, false, [blocker]));
  }
  try {
    const ids = steps.map(({ snapshotId }) => snapshotId);
    const facts = await findEnvironment(name, email).describeForDeletion(ids);
    return steps.map((step) => {
      const found = facts.find(({ snapshotId }) => snapshotId === step.snapshotId);
      const blockers = findDeletionBlockers({ ...step, runId, stepId: step.id }, found);
      return toCandidate(step, found?.kind === 'gone', blockers);
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return steps.map((step) => toCandidate(step, false, [error.message]));
  }
}

function toCandidate(
  { id, snapshotId, serverName, environment, volumeSizeGib }: TakenStep,
  isGone: boolean,
  blockers: readonly string[],
): DeletionCandidate {
  return { stepId: id, snapshotId, serverName, environment, volumeSizeGib, isGone, blockers };
}

/** By the database's clock. */
async function isYounger(queries: Queries, since: Date, hours: number): Promise<boolean> {
  const [row] = await queries.$queryRaw<{ young: boolean }[]>`
    SELECT ${since}::timestamptz > clock_timestamp() - ${hours} * interval '1 hour' AS young`;
  return row?.young === true;
}

const WAITING = 'deletion-requested';

/** What the event of a request holds. */
const requestData = z.object({
  by: z.object({ subject: z.string(), email: z.string(), name: z.string() }),
  stepIds: z.array(z.string()),
  reason: z.string(),
});

/** The deletion that waits for a second person: the log says so, and the log cannot be changed. */
export async function findWaiting(
  queries: Queries,
  runId: string,
): Promise<WaitingDeletion | null> {
  const last = await queries.event.findFirst({
    where: { runId, code: { in: [WAITING, 'deletion-withdrawn', 'deletion-confirmed'] } },
    orderBy: { seq: 'desc' },
  });
  if (last === null || last.code !== WAITING) return null;
  const data = requestData.parse(last.data);
  return { ...data, seq: last.seq, at: last.at.toISOString() };
}
