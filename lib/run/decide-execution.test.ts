import { expect, test } from 'vitest';
import { buildPlan } from '@/lib/plan/build-plan';
import { DEFAULT_POLICY } from '@/lib/plan/policy-findings';
import { buildInput, buildTask, buildTicket } from '@/testing/plan-input';
import { decideExecution } from './decide-execution';
import type { ExecuteRequest } from './run';

const good = buildPlan(buildInput());
const blocked = buildPlan(
  buildInput({ tasks: [buildTask(1, 'snap:', null), buildTask(2, 'snap: db', '<p>10.9.9.9</p>')] }),
);
const empty = buildPlan(buildInput({ tasks: [buildTask(1, 'Call the desk', null)] }));
const warned = buildPlan(buildInput({ tasks: [buildTask(1, 'snap: other', '<p>10.0.0.1</p>')] }));

const ruled = buildPlan(
  buildInput({
    ticket: buildTicket({ status: { code: 6, label: 'Closed', closed: true } }),
    policy: { ...DEFAULT_POLICY, 'ticket-closed': 'block' },
  }),
);
const RULE = ruled.findings.find(({ code }) => code === 'ticket-closed')?.key ?? 'no rule';

const decide = (plan: typeof good, request: ExecuteRequest, mayOverride = false) =>
  decideExecution(plan, request, { mayOverride });

function requestFor(plan: typeof good, overrides: Partial<ExecuteRequest> = {}): ExecuteRequest {
  return {
    ticket: 'CHN-7303',
    environment: 'prod-eu',
    fingerprint: plan.fingerprint,
    acknowledged: [],
    reason: null,
    idempotencyKey: '00000000-0000-4000-8000-000000000000',
    ...overrides,
  };
}

test('goes when the plan is good, is the one that was seen, and nothing needs a tick', () => {
  expect(decide(good, requestFor(good))).toEqual({ kind: 'go' });
});

test('says every reason of a blocked plan at once', () => {
  const decision = decide(blocked, requestFor(blocked));
  expect(decision).toMatchObject({ kind: 'reject', code: 'plan-blocked' });
  const reasons = blocked.findings.filter(({ severity }) => severity === 'block');
  expect(reasons.length).toBeGreaterThanOrEqual(2);
  for (const { message } of reasons)
    expect(decision).toHaveProperty('message', expect.stringContaining(message));
});

test('a ticket without a snapshot task cannot be executed', () => {
  expect(decide(empty, requestFor(empty))).toEqual({
    kind: 'reject',
    code: 'plan-blocked',
    message: 'Nothing was done: the ticket requests no snapshots.',
  });
});

test('another fingerprint means that something changed', () => {
  expect(decide(good, requestFor(warned))).toMatchObject({ code: 'plan-changed' });
});

test('every warning needs its own acknowledgement, and the refusal says it in words, not as a key', () => {
  const keys = warned.findings.flatMap((one) => (one.severity === 'warning' ? [one.key] : []));
  expect(keys).toHaveLength(1);
  expect(decide(warned, requestFor(warned))).toMatchObject({
    code: 'warnings-not-acknowledged',
    message: expect.stringMatching(/^(?!.*name-differs).*The task says other/) as string,
  });
  expect(decide(warned, requestFor(warned, { acknowledged: ['name-differs:2'] }))).toMatchObject({
    code: 'plan-changed',
    message: 'Nothing was done: 1 of the warnings you acknowledged is not in the plan.',
  });
  expect(decide(warned, requestFor(warned, { acknowledged: keys }))).toEqual({
    kind: 'go',
  });
});

test('a rule that blocks stops everybody without the role for it, whatever they send', () => {
  const request = requestFor(ruled, { acknowledged: [RULE], reason: 'Agreed with the owner.' });
  expect(decide(ruled, request)).toMatchObject({
    code: 'plan-blocked',
    message: expect.stringContaining('Only people with the override role'),
  });
});

test.each([null, '', '   ', 'because', '\u200b'.repeat(20)])(
  'overriding a rule with the reason %j is refused',
  (reason) => {
    const request = requestFor(ruled, { acknowledged: [RULE], reason });
    expect(decide(ruled, request, true)).toMatchObject({ code: 'reason-missing' });
  },
);

test('the role, a tick and a reason go against a rule', () => {
  const reason = 'Agreed with the owner.';
  expect(decide(ruled, requestFor(ruled, { reason }), true)).toMatchObject({
    code: 'warnings-not-acknowledged',
  });
  expect(decide(ruled, requestFor(ruled, { acknowledged: [RULE], reason }), true)).toEqual({
    kind: 'go',
  });
});

test('the role for rules does not pass what is broken', () => {
  const request = requestFor(blocked, {
    acknowledged: blocked.findings.map(({ key }) => key),
    reason: 'I know what I am doing.',
  });
  expect(decide(blocked, request, true)).toMatchObject({ code: 'plan-blocked' });
});
