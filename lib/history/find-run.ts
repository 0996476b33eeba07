import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { Prisma, type PrismaClient, type Step } from '@/lib/db/generated/client';
import type { Plan, SnapshotTag } from '@/lib/plan/plan';
import type {
  NoteStatus,
  RejectionCode,
  RunDetail,
  RunStep,
  StepStatus,
  TaskResult,
} from '@/lib/run/run';
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
          deletions: { select: { id: true }, orderBy: { startedAt: 'asc' } },
        },
      }),
    ],
    // One moment: a run read before its last change and steps read after it would look settled, and
    // a page that follows the run would leave before its end.
    { isolationLevel: 'RepeatableRead' },
  );
  if (summary === undefined || run === null) return null;
  const encoded = await loadEncodedMessages(prisma, run);
  const steps = run.steps.map((step) => toRunStep(step, encoded.get(step.id) ?? null));
  return {
    ...toRunSummary(summary),
    plan: run.plan as unknown as Plan,
    acknowledged: run.acknowledged,
    reason: run.reason,
    rejectionCode: run.rejectionCode as RejectionCode | null,
    changes: run.rejectionCode === null ? [] : await listRecordedChanges(prisma, id),
    steps,
    retryOf: run.retryOfId,
    retriedBy: run.retriedBy.map((retry) => retry.id),
    deletionOf: run.deletionOfId,
    deletions: run.deletions.map((deletion) => deletion.id),
    noteStatus: run.noteStatus as NoteStatus | null,
    noteError: run.noteError,
    taskResults: (run.taskResults ?? []) as unknown as readonly TaskResult[],
    slackError: run.slackError,
    slackPermalink: run.slackPermalink,
    slackGaveUp: run.slackDueAt === null && run.slackError !== null,
    settled:
      run.finishedAt !== null &&
      run.slackDueAt === null &&
      run.ticketDueAt === null &&
      run.steps.every((step) => step.watchDueAt === null && step.nameDueAt === null),
  };
}

const recorded = z.object({
  changes: z.array(
    z.object({ what: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});

/** What the refusal's event keeps of what differed; older refusals kept nothing. */
async function listRecordedChanges(prisma: PrismaClient, runId: string) {
  const event = await prisma.event.findFirst({
    where: { runId, code: 'execute-rejected' },
    select: { data: true },
  });
  const { data } = recorded.safeParse(event?.data);
  return data?.changes ?? [];
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
      hint: `Ask your Snapgate administrator for the file ${archive.file}. It contains the run under its ID.`,
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

/** By step: what AWS encoded about a create that it refused. The log keeps it. */
async function loadEncodedMessages(
  prisma: PrismaClient,
  { id, steps }: { readonly id: string; readonly steps: readonly Step[] },
): Promise<ReadonlyMap<string, string>> {
  if (!steps.some(({ status, errorCode }) => status === 'failed' && errorCode !== null)) {
    return new Map();
  }
  const rows = await prisma.$queryRaw<{ stepId: string; message: string }[]>`
    SELECT step_id AS "stepId", data->>'encodedMessage' AS message FROM event
    WHERE run_id = ${id}::uuid AND code = 'create-refused' AND data->>'encodedMessage' IS NOT NULL`;
  return new Map(rows.map(({ stepId, message }) => [stepId, message]));
}

function toRunStep(step: Step, encodedMessage: string | null): RunStep {
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
    snapshotState: step.snapshotState as RunStep['snapshotState'],
    snapshotProgress: step.snapshotProgress,
    errorCode: step.errorCode,
    errorMessage: step.errorMessage,
    encodedMessage,
    nextAttemptAt:
      step.status === 'planned' && step.errorCode !== null ? step.notBefore.toISOString() : null,
    requestId: step.requestId,
    completedAt: completedAt(step),
    updatedAt: step.updatedAt.toISOString(),
    correctedName: step.correctedName,
    wantedName: step.wantedName,
    deletedAt: step.deletedAt?.toISOString() ?? null,
    deletedByRun: step.deletedByRun,
    targetSnapshotId: step.targetSnapshotId,
  };
}

/** Older versions wrote no end; the last change of a complete snapshot's step was its completion. */
function completedAt({ snapshotState, snapshotEndedAt, updatedAt }: Step): string | null {
  return snapshotState === 'completed' ? (snapshotEndedAt ?? updatedAt).toISOString() : null;
}
