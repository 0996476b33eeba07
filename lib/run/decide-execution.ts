import {
  findingTopic,
  isExecutableBy,
  isReason,
  listBlocks,
  listRequiredAcknowledgements,
} from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import type { ExecuteRequest, RejectionCode } from './run';

type Decision =
  | { readonly kind: 'go' }
  | { readonly kind: 'reject'; readonly code: RejectionCode; readonly message: string };

type Rights = {
  /** Has the role that may override a change policy. */
  readonly mayOverride: boolean;
};

/** Whether the plan of this moment is the one the agent saw, is good, and is acknowledged. */
export function decideExecution(
  plan: Plan,
  request: ExecuteRequest,
  { mayOverride }: Rights,
): Decision {
  if (!isExecutableBy(plan, mayOverride)) {
    return reject('plan-blocked', describeBlocks(plan));
  }
  const acknowledged = new Set(request.acknowledged);
  const required = listRequiredAcknowledgements(plan);
  const known = new Set(required);
  const strays = [...acknowledged].filter((key) => !known.has(key));
  const strayWarnings = strays.length > 0 ? describeStrays(plan, strays) : null;
  if (plan.fingerprint !== request.fingerprint) {
    const changed = 'the ticket or the servers changed since you looked.';
    return reject('plan-changed', [changed, strayWarnings].filter(Boolean).join(' '));
  }
  if (strayWarnings !== null) return reject('plan-changed', strayWarnings);
  const missing = required.filter((key) => !acknowledged.has(key));
  if (missing.length > 0) {
    return reject('warnings-not-acknowledged', describeMissing(plan, missing));
  }
  if (listBlocks(plan).overridable.length > 0 && !isReason(request.reason)) {
    return reject(
      'reason-missing',
      'overriding a policy requires a reason of at least 10 characters.',
    );
  }
  return { kind: 'go' };
}

/** More sentences than this are counted. */
const SAID = 5;

function describeMissing({ findings }: Plan, missing: readonly string[]): string {
  const messages = findings
    .filter(({ key }) => missing.includes(key))
    .map(({ message }) => message);
  const rest = messages.length > SAID ? ` And ${messages.length - SAID} more.` : '';
  const what = missing.length === 1 ? '1 warning was' : `${missing.length} warnings were`;
  return `${what} not acknowledged. ${messages.slice(0, SAID).join(' ')}${rest}`;
}

/** All of it at once, and who could go on where someone could. */
function describeBlocks(plan: Plan): string {
  const { final, overridable } = listBlocks(plan);
  const reasons = [...final, ...overridable].map(({ message }) => message);
  if (reasons.length === 0) return 'the ticket requests no snapshots.';
  const onlyRules = final.length === 0 && plan.steps.length > 0;
  const who = onlyRules ? ' Only people with the override role can override a policy.' : '';
  return `it is blocked. ${reasons.join(' ')}${who}`;
}

/** What is acknowledged must be in the plan, word for word: else it says something else now. */
function describeStrays(plan: Plan, strays: readonly string[]): string {
  const now = new Map(plan.findings.map((finding) => [findingTopic(finding.key), finding]));
  const changed = strays.flatMap((key) => now.get(findingTopic(key)) ?? []);
  const gone = strays.length - changed.length;
  const parts = [
    ...changed.map(({ message }) => `A warning changed after you acknowledged it: ${message}`),
    ...(gone > 0
      ? [`${gone} of the warnings you acknowledged ${gone === 1 ? 'is' : 'are'} not in the plan.`]
      : []),
  ];
  return parts.join(' ');
}

function reject(code: RejectionCode, why: string): Decision {
  return { kind: 'reject', code, message: `Nothing was done: ${why}` };
}
