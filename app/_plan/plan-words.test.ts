import { describe, expect, test } from 'vitest';
import { buildPlan } from '@/lib/plan/build-plan';
import { buildInput, buildInstance, buildInventory, buildTask } from '@/lib/plan/test-plan-input';
import { describeExecution, describeTasks, whyNotExecutable } from './plan-words';

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
    [
      'a warning not ticked',
      buildInput({ inventories: [renamed] }),
      1,
      'Tick 1 warning above first.',
    ],
    ['a warning ticked', buildInput({ inventories: [renamed] }), 0, null],
  ])('%s', (_situation, input, unticked, words) => {
    expect(whyNotExecutable(buildPlan(input), unticked)).toBe(words);
  });
});
