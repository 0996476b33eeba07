import type { Database } from '@/lib/db/client';
import type { Plan } from '@/lib/plan/plan';
import { restrictPlan } from '@/lib/plan/restrict-plan';
import { AppError } from '@/lib/errors/app-error';
import { runNotFound } from './cancel-run';
import { decideExecution, type Rights } from './decide-execution';
import { findRunByOnceKey } from './find-run-by-once-key';
import type { Agent, ExecuteOutcome } from './run';
import { storeRejectedRun, storeRun } from './store-run';

export type RetryRequest = { readonly runId: string; readonly onceKey: string };

export type RetrySources = {
  readonly database: Database;
  /** Builds the plan of a ticket from live data. */
  preview(ticket: string, environment: string): Promise<Plan>;
  newId(): string;
  readonly rights: Rights;
};

/**
 * Takes what a run did not get, as a new run linked to it: only the volumes without a snapshot,
 * planned again from live data. What was ticked then counts, and so does the reason; new warnings
 * are refused.
 * Throws `AppError` `not-found` or `request-unreadable`.
 */
export async function retryRun(
  request: RetryRequest,
  agent: Agent,
  sources: RetrySources,
): Promise<ExecuteOutcome> {
  const { prisma } = sources.database;
  const before = await findRunByOnceKey(prisma, agent, request.onceKey);
  if (before !== null) return before;

  const first = await loadEndedRun(sources.database, request.runId);
  const live = await sources.preview(first.ticket, first.environmentChoice);
  const plan = restrictPlan(live, new Set(first.missingVolumeIds));
  const execute = {
    ticket: first.ticket,
    environment: first.environmentChoice,
    fingerprint: plan.fingerprint,
    acknowledged: first.acknowledged,
    // The reason still holds; whether a rule may be overridden is asked of who retries.
    reason: first.reason,
    onceKey: request.onceKey,
  };
  const draft = { id: sources.newId(), request: execute, agent, plan, retryOf: request.runId };
  const gone = first.missingVolumeIds.filter(
    (volumeId) => !plan.steps.some((step) => step.volumeId === volumeId),
  );
  if (gone.length > 0) {
    return storeRejectedRun(sources.database, draft, {
      code: 'plan-changed',
      message: `Nothing was done: the ticket does not lead to ${gone.join(', ')} any more. Look the ticket up again.`,
    });
  }
  const decision = decideExecution(plan, execute, sources.rights);
  if (decision.kind === 'reject') return storeRejectedRun(sources.database, draft, decision);
  return storeRun(sources.database, draft, sources.newId);
}

async function loadEndedRun({ prisma }: Database, runId: string) {
  const run = await prisma.run.findUnique({ where: { id: runId }, include: { steps: true } });
  if (run === null) throw runNotFound(runId);
  const missing = run.steps.filter(({ status }) => status === 'failed' || status === 'skipped');
  if (run.finishedAt === null || missing.length === 0) {
    throw new AppError({
      code: 'request-unreadable',
      message:
        run.finishedAt === null
          ? 'This run is still going on.'
          : 'Every volume of this run has its snapshot; there is nothing to take again.',
      hint: 'Open the run to see how it stands.',
    });
  }
  return { ...run, missingVolumeIds: missing.map(({ volumeId }) => volumeId) };
}
