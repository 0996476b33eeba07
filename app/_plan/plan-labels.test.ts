import { describe, expect, test } from 'vitest';
import { buildPlan } from '@/lib/plan/build-plan';
import { DEFAULT_POLICY } from '@/lib/plan/policy-findings';
import {
  buildInput,
  buildInstance,
  buildInventory,
  buildTask,
  buildTicket,
} from '@/testing/plan-input';
import { executionLabel, tasksLabel, planVerdict, executionObstacle } from './plan-labels';

const three = [1, 2, 3].map((n) => buildTask(n, `snap: web-0${n}`, `10.0.0.${n}`));

test('the button says how many, how large and where', () => {
  const plan = buildPlan(buildInput({ tasks: three }));
  expect(executionLabel(plan)).toBe('Take 3 snapshots, 24 GiB, in prod-eu');
});

test('every task is counted in exactly one word', () => {
  const tasks = [...three, buildTask(4, 'snap:', '10.0.0.1'), buildTask(5, 'Tell the users', null)];
  expect(tasksLabel(buildPlan(buildInput({ tasks })))).toBe(
    '3 to snapshot, 1 with problems, 1 other',
  );
});

describe('the button that cannot be pressed says why', () => {
  const renamed = buildInventory([buildInstance(1, { nameTag: 'db-09' })]);
  test.each([
    ['good', buildInput(), 0, null],
    ['no snapshot task', buildInput({ tasks: [] }), 0, 'This ticket requests no snapshots.'],
    [
      'one problem',
      buildInput({ tasks: [buildTask(1, 'snap:', '10.0.0.1')] }),
      0,
      'Fix 1 problem in Freshservice or AWS, then refresh.',
    ],
    [
      'a warning not acknowledged',
      buildInput({ inventories: [renamed] }),
      1,
      'Acknowledge every warning first.',
    ],
    ['a warning acknowledged', buildInput({ inventories: [renamed] }), 0, null],
  ])('%s', (_situation, input, unacknowledged, words) => {
    expect(executionObstacle(buildPlan(input), unacknowledged, false)).toBe(words);
  });
});

test('a change policy stops only those who may not override it', () => {
  const ticket = buildTicket({ status: { code: 6, label: 'Closed', closed: true } });
  const policy = { ...DEFAULT_POLICY, 'ticket-closed': 'block' } as const;
  const plan = buildPlan(buildInput({ ticket, policy }));
  expect(executionObstacle(plan, 0, false)).toBe(
    'Fix 1 problem in Freshservice or AWS, then refresh.',
  );
  expect(executionObstacle(plan, 1, true)).toBe('Acknowledge every warning first.');
  expect(executionObstacle(plan, 0, true)).toBeNull();
  expect(planVerdict(plan, false, false).title).toBe('Blocked by 1 problem');
  expect(planVerdict(plan, true, false).title).toBe(
    'Blocked by 1 change policy. You can override it.',
  );
});

test('while a run is in progress, no sentence says that nothing has been changed', () => {
  const blocked = buildPlan(buildInput({ tasks: [buildTask(1, 'snap:', '10.0.0.1')] }));
  const renamed = buildInventory([buildInstance(1, { nameTag: 'db-09' })]);
  const warned = buildPlan(buildInput({ inventories: [renamed] }));
  for (const plan of [buildPlan(buildInput()), blocked, warned]) {
    expect(planVerdict(plan, false, false).detail).toContain('Nothing has been changed yet.');
    expect(planVerdict(plan, false, true).detail).toContain('is in progress');
    expect(planVerdict(plan, false, true).detail).not.toContain('Nothing');
  }
});
