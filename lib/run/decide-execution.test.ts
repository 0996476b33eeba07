import { expect, test } from 'vitest';
import { buildPlan } from '@/lib/plan/build-plan';
import { buildInput, buildTask } from '@/lib/plan/test-plan-input';
import { decideExecution } from './decide-execution';
import type { ExecuteRequest } from './run';

const good = buildPlan(buildInput());
const blocked = buildPlan(
  buildInput({ tasks: [buildTask(1, 'snap:', null), buildTask(2, 'snap: db', '<p>10.9.9.9</p>')] }),
);
const empty = buildPlan(buildInput({ tasks: [buildTask(1, 'Call the desk', null)] }));
const warned = buildPlan(buildInput({ tasks: [buildTask(1, 'snap: other', '<p>10.0.0.1</p>')] }));

function requestFor(plan: typeof good, overrides: Partial<ExecuteRequest> = {}): ExecuteRequest {
  return {
    ticket: 'CHN-7303',
    environment: 'prod-eu',
    fingerprint: plan.fingerprint,
    acknowledged: [],
    reason: null,
    onceKey: '00000000-0000-4000-8000-000000000000',
    ...overrides,
  };
}

test('goes when the plan is good, is the one that was seen, and nothing needs a tick', () => {
  expect(decideExecution(good, requestFor(good))).toEqual({ kind: 'go' });
});

test('says every reason of a blocked plan at once', () => {
  const decision = decideExecution(blocked, requestFor(blocked));
  expect(decision).toMatchObject({ kind: 'reject', code: 'plan-blocked' });
  const reasons = blocked.findings.filter(({ severity }) => severity === 'block');
  expect(reasons.length).toBeGreaterThanOrEqual(2);
  for (const { message } of reasons)
    expect(decision).toHaveProperty('message', expect.stringContaining(message));
});

test('a ticket without a snapshot task cannot be executed', () => {
  expect(decideExecution(empty, requestFor(empty))).toEqual({
    kind: 'reject',
    code: 'plan-blocked',
    message: 'The ticket asks for no snapshot.',
  });
});

test('another fingerprint means that something changed', () => {
  expect(decideExecution(good, requestFor(warned))).toMatchObject({ code: 'plan-changed' });
});

test('every warning needs its own tick, and ticks for other things do not count', () => {
  const keys = warned.findings.flatMap((one) => (one.severity === 'warning' ? [one.key] : []));
  expect(keys).toHaveLength(1);
  expect(
    decideExecution(warned, requestFor(warned, { acknowledged: ['name-differs:2'] })),
  ).toMatchObject({
    code: 'warnings-not-acknowledged',
    message: expect.stringContaining(keys[0] ?? 'no key'),
  });
  expect(decideExecution(warned, requestFor(warned, { acknowledged: keys }))).toEqual({
    kind: 'go',
  });
});
