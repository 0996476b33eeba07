import type { Database } from '@/lib/db/client';
import type { Plan } from '@/lib/plan/plan';
import { decideExecution, type Rights } from './decide-execution';
import { findRunByOnceKey } from './find-run-by-once-key';
import type { Agent, ExecuteOutcome, ExecuteRequest } from './run';
import { storeRejectedRun, storeRun } from './store-run';

export type ExecuteSources = {
  readonly database: Database;
  /** Builds the plan from live data. */
  preview(): Promise<Plan>;
  newId(): string;
  readonly rights: Rights;
};

/**
 * One press of Execute. Plans again from live data; stores the run and all its steps in one
 * transaction, or records why nothing was done. The same once-only key gives the same run.
 */
export async function executeTicket(
  request: ExecuteRequest,
  agent: Agent,
  sources: ExecuteSources,
): Promise<ExecuteOutcome> {
  const before = await findRunByOnceKey(sources.database.prisma, agent, request.onceKey);
  if (before !== null) return before;

  const plan = await sources.preview();
  const decision = decideExecution(plan, request, sources.rights);
  const draft = { id: sources.newId(), request, agent, plan, retryOf: null };
  if (decision.kind === 'reject') {
    return storeRejectedRun(sources.database, draft, decision);
  }
  return storeRun(sources.database, draft, sources.newId);
}
