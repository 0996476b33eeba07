import { describe, expect, test } from 'vitest';
import { buildPlan } from '@/lib/plan/build-plan';
import { DEFAULT_POLICY } from '@/lib/plan/policy';
import {
  buildInput,
  buildInstance,
  buildInventory,
  buildTask,
  buildTicket,
} from '@/lib/plan/test-plan-input';
import { describeExecution, describeTasks, describeVerdict, whyNotExecutable } from './plan-words';

const three = [1, 2, 3].map((n) => buildTask(n, `snap: web-0${n}`, `10.0.0.${n}`));

test('the button says how many, how large and where', () => {
  const plan = buildPlan(buildInput({ tasks: three }));
  expect(describeExecution(plan)).toBe('Take 3 snapshots, 24 GiB, in prod-eu');
});

test('every task is counted in exactly one word', () => {
  const tasks = [...three, buildTask(4, 'snap:', '10.0.0.1'), buildTask(5, 'Tell the users', null)];
  expect(describeTasks(buildPlan(buildInput({ tasks })))).toBe(
    '3 to snapshot, 1 with problems, 1 other',
  );
});

describe('the button that cannot be pressed says why', () => {
  const renamed = buildInventory([buildInstance(1, { nameTag: 'db-09' })]);
  test.each([
    ['good', buildInput(), 0, null],
    ['no snapshot task', buildInput({ tasks: [] }), 0, 'This ticket asks for no snapshot.'],
    [
      'one problem',
      buildInput({ tasks: [buildTask(1, 'snap:', '10.0.0.1')] }),
      0,
      'Nothing can be taken until the problem above is fixed.',
    ],
    ['a warning not ticked', buildInput({ inventories: [renamed] }), 1, 'Tick 1 line above first.'],
    ['a warning ticked', buildInput({ inventories: [renamed] }), 0, null],
  ])('%s', (_situation, input, unticked, words) => {
    expect(whyNotExecutable(buildPlan(input), unticked, false)).toBe(words);
  });
});

test('a rule of the service desk stops only those who may not override it', () => {
  const ticket = buildTicket({ status: { code: 6, label: 'Closed', closed: true } });
  const policy = { ...DEFAULT_POLICY, 'ticket-closed': 'block' } as const;
  const plan = buildPlan(buildInput({ ticket, policy }));
  expect(whyNotExecutable(plan, 0, false)).toBe(
    'Nothing can be taken until the problem above is fixed.',
  );
  expect(whyNotExecutable(plan, 1, true)).toBe('Tick 1 line above first.');
  expect(whyNotExecutable(plan, 0, true)).toBeNull();
  expect(describeVerdict(plan, false).title).toBe('Blocked by 1 problem');
  expect(describeVerdict(plan, true).title).toBe(
    '1 snapshot can be taken only against 1 rule of the service desk',
  );
});
