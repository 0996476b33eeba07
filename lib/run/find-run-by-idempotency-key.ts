import { createHash } from 'node:crypto';
import type { Queries } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import type { Plan } from '@/lib/plan/plan';
import type { Agent, ExecuteOutcome, RejectionCode } from './run';

/** A press: its idempotency key, and a hash of all else that was asked. */
type IdempotentRequest = { readonly idempotencyKey: string; readonly requestHash: string };

/** SHA-256, hex. The order of acknowledgements means nothing. */
export function hashRequest(
  kind: 'execute' | 'retry' | 'delete',
  asked: readonly (string | null)[],
  acknowledged: readonly string[],
): string {
  const canonical = JSON.stringify([kind, ...asked, [...new Set(acknowledged)].sort()]);
  return createHash('sha256').update(canonical).digest('hex');
}

/**
 * What became of an earlier press with the same key by the same person, if there was one.
 * Throws `AppError` `idempotency-key-reused` when that press asked for something else.
 */
export async function findRunByIdempotencyKey(
  queries: Queries,
  agent: Agent,
  { idempotencyKey, requestHash }: IdempotentRequest,
): Promise<ExecuteOutcome | null> {
  const run = await loadPressedRun(queries, agent.subject, idempotencyKey);
  if (run === null) return null;
  if (run.requestHash !== null && run.requestHash !== requestHash) throw keyReused(run.id);
  return toOutcome(run);
}

/** The same for a page that lost the answer to its own press, and asks for nothing new. */
export async function findPressedRun(
  queries: Queries,
  agentSubject: string,
  idempotencyKey: string,
): Promise<ExecuteOutcome | null> {
  const run = await loadPressedRun(queries, agentSubject, idempotencyKey);
  return run === null ? null : toOutcome(run);
}

function loadPressedRun(queries: Queries, agentSubject: string, idempotencyKey: string) {
  return queries.run.findUnique({
    where: { agentSubject_idempotencyKey: { agentSubject, idempotencyKey } },
    select: {
      id: true,
      requestHash: true,
      status: true,
      rejectionCode: true,
      errorMessage: true,
      plan: true,
    },
  });
}

type PressedRun = NonNullable<Awaited<ReturnType<typeof loadPressedRun>>>;

function toOutcome(run: PressedRun): ExecuteOutcome {
  if (run.status !== 'rejected') return { kind: 'started', runId: run.id };
  return {
    kind: 'rejected',
    runId: run.id,
    code: run.rejectionCode as RejectionCode,
    message: run.errorMessage ?? '',
    plan: run.plan as unknown as Plan,
  };
}

function keyReused(runId: string): AppError {
  return new AppError({
    code: 'idempotency-key-reused',
    message: `This idempotency key belongs to an earlier request that asked for something else (run ${runId}). Nothing was done.`,
    hint: 'Check that run in the history, then reload the page.',
  });
}
