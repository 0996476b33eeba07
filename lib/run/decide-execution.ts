import { listRequiredAcknowledgements } from '@/lib/plan/list-required-acknowledgements';
import type { Plan } from '@/lib/plan/plan';
import type { ExecuteRequest, RejectionCode } from './run';

export type Decision =
  | { readonly kind: 'go' }
  | { readonly kind: 'reject'; readonly code: RejectionCode; readonly message: string };

/** Whether the plan of this moment is the one the agent saw, is good, and is acknowledged. */
export function decideExecution(plan: Plan, request: ExecuteRequest): Decision {
  if (!plan.executable) {
    const reasons = plan.findings.filter(({ severity }) => severity === 'block');
    return {
      kind: 'reject',
      code: 'plan-blocked',
      message:
        reasons.length === 0
          ? 'The ticket asks for no snapshot.'
          : `Nothing was done. ${reasons.map(({ message }) => message).join(' ')}`,
    };
  }
  if (plan.fingerprint !== request.fingerprint) {
    return {
      kind: 'reject',
      code: 'plan-changed',
      message: 'Nothing was done: the ticket or the servers have changed since you looked.',
    };
  }
  const missing = listRequiredAcknowledgements(plan).filter(
    (key) => !request.acknowledged.includes(key),
  );
  if (missing.length > 0) {
    return {
      kind: 'reject',
      code: 'warnings-not-acknowledged',
      message: `Nothing was done: ${missing.length === 1 ? 'a warning is' : `${missing.length} warnings are`} not ticked (${missing.join(', ')}).`,
    };
  }
  return { kind: 'go' };
}
