import { z } from 'zod';
import type { Database } from '@/lib/db/client';
import { findingTopic, listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { AppError } from '@/lib/errors/app-error';
import { restrictPlan } from '@/lib/plan/restrict-plan';
import { runNotFound } from './cancel-run';
import { decideExecution } from './decide-execution';
import { findRunByIdempotencyKey, hashRequest } from './find-run-by-idempotency-key';
import { planRun, type Requester, type RunSources } from './plan-run';
import type { ExecuteOutcome, KeptAcknowledgement, RetryQuestion } from './run';
import { storeRejectedRun, storeRun } from './store-run';

export type RetryRequest = {
  readonly runId: string;
  readonly idempotencyKey: string;
  /** Keys of what an earlier answer asked to acknowledge. */
  readonly acknowledged: readonly string[];
};

/**
 * Takes what a run did not get, as a new run linked to it: only the volumes without a snapshot,
 * planned again from live data. What was acknowledged for the first run counts where it still says
 * the same, under the name of who acknowledged it; for what is new or has changed it asks.
 * Throws `AppError` `not-found`, `not-signed-in`, `request-unreadable` or `idempotency-key-reused`.
 */
export async function retryRun(
  request: RetryRequest,
  requester: Requester,
  sources: RunSources,
): Promise<ExecuteOutcome | RetryQuestion> {
  const { database, newId } = sources;
  const { idempotencyKey } = request;
  const requestHash = hashRequest('retry', [request.runId], request.acknowledged);
  const earlier = await findRunByIdempotencyKey(database.prisma, requester.agent, {
    idempotencyKey,
    requestHash,
  });
  if (earlier !== null) return earlier;

  const first = await loadEndedRun(database, request.runId);
  const target = {
    ticket: first.ticket,
    environment: first.environmentChoice,
    volumeIds: first.missingVolumeIds,
  };
  const planned = await planRun(target, requester, sources);
  const { plan } = planned;
  const kept = listKept(plan, await listAcknowledgements(database, first));
  const execute = {
    ...first.asked,
    fingerprint: plan.fingerprint,
    acknowledged: [...kept.map(({ key }) => key), ...request.acknowledged],
    idempotencyKey,
  };
  const draft = {
    id: newId(),
    request: execute,
    requestHash,
    requester,
    retryOf: request.runId,
    kept,
    ...planned,
  };
  const gone = first.missingVolumeIds.filter(
    (volumeId) => !plan.steps.some((step) => step.volumeId === volumeId),
  );
  if (gone.length > 0) {
    return storeRejectedRun(database, draft, {
      code: 'plan-changed',
      message: `Nothing was done: the ticket no longer includes ${gone.join(', ')}. Look the ticket up again.`,
    });
  }
  const decision = decideExecution(plan, execute, requester);
  if (decision.kind === 'go') return storeRun(database, draft, newId);
  if (decision.code !== 'warnings-not-acknowledged') {
    return storeRejectedRun(database, draft, decision);
  }
  const acknowledged = new Set(execute.acknowledged);
  const required = new Set(listRequiredAcknowledgements(plan));
  const warnings = plan.findings.filter(({ key }) => required.has(key) && !acknowledged.has(key));
  return { kind: 'ask', warnings, kept };
}

type EndedRun = Awaited<ReturnType<typeof loadEndedRun>>;

/** Everything that was acknowledged for a run; what it had kept itself is still its author's. */
async function listAcknowledgements(
  { prisma }: Database,
  run: EndedRun,
): Promise<readonly KeptAcknowledgement[]> {
  const events = await prisma.event.findMany({
    where: { runId: run.id, code: { in: ['acknowledgement-kept', 'policy-overridden'] } },
    select: { data: true },
  });
  const earlier = new Map(
    events.flatMap(({ data }) => {
      const parsed = keptData.safeParse(data);
      return parsed.success ? [[parsed.data.key, parsed.data] as const] : [];
    }),
  );
  const own = {
    by: `${run.agentName} (${run.agentEmail})`,
    at: run.startedAt.toISOString(),
    runId: run.id,
  };
  const plan = run.plan as unknown as Plan;
  return plan.findings
    .filter(({ key }) => run.acknowledged.includes(key))
    .map(({ key, message }) => ({ ...own, ...earlier.get(key), key, message }));
}

const keptData = z.object({ key: z.string(), by: z.string(), at: z.string(), runId: z.string() });

/** Those that the plan of now still asks for in the same words. */
function listKept(
  plan: Plan,
  before: readonly KeptAcknowledgement[],
): readonly KeptAcknowledgement[] {
  const required = new Set(listRequiredAcknowledgements(plan));
  return plan.findings.flatMap(({ key, message }) => {
    const same = before.find(
      (one) => findingTopic(one.key) === findingTopic(key) && one.message === message,
    );
    return required.has(key) && same !== undefined ? [{ ...same, key }] : [];
  });
}

async function loadEndedRun({ prisma }: Database, runId: string) {
  const run = await prisma.run.findUnique({ where: { id: runId }, include: { steps: true } });
  if (run === null || run.kind !== 'create') throw runNotFound(runId);
  const missing = run.steps.filter(({ status }) => status === 'failed' || status === 'skipped');
  if (run.finishedAt === null || missing.length === 0) {
    throw new AppError({
      code: 'request-unreadable',
      message:
        run.finishedAt === null
          ? 'This run is still in progress.'
          : 'Every volume of this run has a snapshot. There is nothing to retry.',
      hint: 'Open the run to see its status.',
    });
  }
  const missingVolumeIds = missing.map(({ volumeId }) => volumeId);
  const asked = {
    ticket: run.ticket,
    environment: run.environmentChoice,
    // The reason still holds; whether a rule may be overridden is asked of who retries.
    reason: run.reason,
    seen: restrictPlan(run.plan as unknown as Plan, new Set(missingVolumeIds)),
  };
  return { ...run, asked, missingVolumeIds };
}
