import { decideExecution } from './decide-execution';
import { findRunByIdempotencyKey, hashRequest } from './find-run-by-idempotency-key';
import { planRun, type PlannedRun, type Requester, type RunSources } from './plan-run';
import type { ExecuteOutcome, ExecuteRequest } from './run';
import type { RunDraft } from './run-draft';
import { storeRejectedRun, storeRun } from './store-run';

/**
 * One press of Execute. Plans again from live data; stores the run and all its steps in one
 * transaction, or records why nothing was done. The same idempotency key gives the same run; with
 * another request it is an error. Throws `AppError` when the ticket cannot be read, the session
 * has ended, or the key was used for another request.
 */
export async function executeTicket(
  request: ExecuteRequest,
  requester: Requester,
  sources: RunSources,
): Promise<ExecuteOutcome> {
  const earlier = await findRunByIdempotencyKey(sources.database.prisma, requester.agent, {
    idempotencyKey: request.idempotencyKey,
    requestHash: hashExecute(request),
  });
  if (earlier !== null) return earlier;
  const { ticket, environment } = request;
  const planned = await planRun({ ticket, environment, volumeIds: null }, requester, sources);
  return storeExecution(request, planned, requester, sources);
}

/** The second half of Execute: decides by the plan that was just read, and stores what came of it. */
export async function storeExecution(
  request: ExecuteRequest,
  planned: PlannedRun,
  requester: Requester,
  { database, newId }: Pick<RunSources, 'database' | 'newId'>,
  extras: Pick<RunDraft, 'within' | 'note'> = {},
): Promise<ExecuteOutcome> {
  const draft = {
    id: newId(),
    request,
    requestHash: hashExecute(request),
    requester,
    retryOf: null,
    ...planned,
    ...extras,
  };
  const decision = decideExecution(planned.plan, request, requester);
  return decision.kind === 'reject'
    ? storeRejectedRun(database, draft, decision)
    : storeRun(database, draft, newId);
}

export function hashExecute(request: ExecuteRequest): string {
  const { ticket, environment, fingerprint, reason, acknowledged } = request;
  return hashRequest('execute', [ticket, environment, fingerprint, reason], acknowledged);
}
