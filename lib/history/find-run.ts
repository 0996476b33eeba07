import { AppError } from '@/lib/errors/app-error';
import { Prisma, type PrismaClient, type Step } from '@/lib/db/generated/client';
import type { Plan, SnapshotTag } from '@/lib/plan/plan';
import type { RejectionCode, RunDetail, RunStep, SnapshotState, StepStatus } from '@/lib/run/run';
import { isUuid } from './is-uuid';
import { selectRunSummaries, toRunSummary, type RunSummaryRow } from './run-summary-row';

/** Everything about one run but its log; null when there is no such run. */
export async function findRun(prisma: PrismaClient, id: string): Promise<RunDetail | null> {
  if (!isUuid(id)) return null;
  const [[summary], run] = await prisma.$transaction(
    [
      prisma.$queryRaw<RunSummaryRow[]>(
        selectRunSummaries(Prisma.sql`SELECT * FROM run WHERE id = ${id}::uuid`),
      ),
      prisma.run.findUnique({
        where: { id },
        include: {
          steps: { orderBy: { position: 'asc' } },
          retriedBy: { select: { id: true }, orderBy: { startedAt: 'asc' } },
        },
      }),
    ],
    // One moment: a run read before its last change and steps read after it would look settled, and
    // whoever follows the run would leave before its end.
    { isolationLevel: 'RepeatableRead' },
  );
  if (summary === undefined || run === null) return null;
  const steps = run.steps.map(toRunStep);
  return {
    ...toRunSummary(summary),
    plan: run.plan as unknown as Plan,
    acknowledged: run.acknowledged,
    reason: run.reason,
    rejectionCode: run.rejectionCode as RejectionCode | null,
    steps,
    retryOf: run.retryOfId,
    retriedBy: run.retriedBy.map((retry) => retry.id),
    slackError: run.slackError,
    slackPermalink: run.slackPermalink,
    settled:
      run.finishedAt !== null &&
      run.slackDueAt === null &&
      run.steps.every((step) => step.watchDueAt === null),
  };
}

/** The run with this id. Throws `AppError` `not-found`, and says where an archived run went. */
export async function requireRun(prisma: PrismaClient, id: string): Promise<RunDetail> {
  const run = await findRun(prisma, id);
  if (run !== null) return run;
  const archive = await findArchive(prisma, id);
  if (archive !== null) {
    throw new AppError({
      code: 'not-found',
      message: `The run of ${archive.ticket} was moved to an archive on ${archive.day}.`,
      hint: `Ask whoever keeps the archives for the file ${archive.file}; the run is in it by its id.`,
    });
  }
  throw new AppError({
    code: 'not-found',
    message: `There is no run ${id.slice(0, 60)}.`,
    hint: 'Check the link, or look for the run in the history.',
  });
}

type Archive = { readonly ticket: string; readonly day: string; readonly file: string };

async function findArchive(prisma: PrismaClient, id: string): Promise<Archive | null> {
  if (!isUuid(id)) return null;
  const [archive] = await prisma.$queryRaw<Archive[]>`
    SELECT ticket, (at AT TIME ZONE 'UTC')::date::text AS day, data->>'file' AS file
    FROM archived_run JOIN ledger ON ledger.seq = archive_seq WHERE run_id = ${id}::uuid`;
  return archive ?? null;
}

function toRunStep(step: Step): RunStep {
  return {
    id: step.id,
    position: step.position,
    status: step.status as StepStatus,
    taskIds: step.taskIds,
    serverName: step.serverName,
    ipAddress: step.ipAddress,
    environment: step.environment,
    accountId: step.accountId,
    region: step.region,
    instanceId: step.instanceId,
    volumeId: step.volumeId,
    volumeSizeGib: step.volumeSizeGib,
    tags: step.tags as unknown as readonly SnapshotTag[],
    description: step.description,
    attempts: step.attempts,
    snapshotId: step.snapshotId,
    snapshotState: step.snapshotState as SnapshotState | null,
    snapshotProgress: step.snapshotProgress,
    errorCode: step.errorCode,
    errorMessage: step.errorMessage,
    requestId: step.requestId,
    updatedAt: step.updatedAt.toISOString(),
  };
}
