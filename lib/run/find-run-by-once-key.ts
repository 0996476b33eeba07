import type { Queries } from '@/lib/db/client';
import type { Plan } from '@/lib/plan/plan';
import type { Agent, ExecuteOutcome, RejectionCode } from './run';

/** What became of an earlier press with the same key by the same person, if there was one. */
export async function findRunByOnceKey(
  queries: Queries,
  agent: Agent,
  onceKey: string,
): Promise<ExecuteOutcome | null> {
  const run = await queries.run.findUnique({
    where: { agentSubject_onceKey: { agentSubject: agent.subject, onceKey } },
    select: { id: true, status: true, rejectionCode: true, errorMessage: true, plan: true },
  });
  if (run === null) return null;
  if (run.status !== 'rejected') return { kind: 'started', runId: run.id };
  return {
    kind: 'rejected',
    runId: run.id,
    code: run.rejectionCode as RejectionCode,
    message: run.errorMessage ?? '',
    plan: run.plan as unknown as Plan,
  };
}
