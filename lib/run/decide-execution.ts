import { isExecutableBy, listBlocks } from '@/lib/plan/list-blocks';
import { listRequiredAcknowledgements } from '@/lib/plan/list-required-acknowledgements';
import type { Plan } from '@/lib/plan/plan';
import { isReason } from '@/lib/plan/reason';
import type { ExecuteRequest, RejectionCode } from './run';

export type Decision =
  | { readonly kind: 'go' }
  | { readonly kind: 'reject'; readonly code: RejectionCode; readonly message: string };

export type Rights = {
  /** Has the role that may override a rule of the service desk. */
  readonly mayOverride: boolean;
};

/** Whether the plan of this moment is the one the agent saw, is good, and is acknowledged. */
export function decideExecution(plan: Plan, request: ExecuteRequest, rights: Rights): Decision {
  if (!isExecutableBy(plan, rights.mayOverride)) {
    return reject('plan-blocked', describeBlocks(plan));
  }
  if (plan.fingerprint !== request.fingerprint) {
    return reject('plan-changed', 'the ticket or the servers have changed since you looked.');
  }
  const ticked = new Set(request.acknowledged);
  const missing = listRequiredAcknowledgements(plan).filter((key) => !ticked.has(key));
  if (missing.length > 0) {
    const what = missing.length === 1 ? 'a warning is' : `${missing.length} warnings are`;
    return reject('warnings-not-acknowledged', `${what} not ticked (${missing.join(', ')}).`);
  }
  if (listBlocks(plan).overridable.length > 0 && !isReason(request.reason)) {
    return reject('reason-missing', 'overriding a rule needs a reason of ten characters at least.');
  }
  return { kind: 'go' };
}

/** All of it at once, and who could go on where somebody could. */
function describeBlocks(plan: Plan): string {
  const { final, overridable } = listBlocks(plan);
  const reasons = [...final, ...overridable].map(({ message }) => message);
  if (reasons.length === 0) return 'the ticket asks for no snapshot.';
  const onlyRules = final.length === 0 && plan.steps.length > 0;
  const who = onlyRules ? ' Only people with the override role may go on against a rule.' : '';
  return `it is blocked. ${reasons.join(' ')}${who}`;
}

function reject(code: RejectionCode, why: string): Decision {
  return { kind: 'reject', code, message: `Nothing was done: ${why}` };
}
