import { expect, test } from 'vitest';
import { buildPlan } from '@/lib/plan/build-plan';
import { buildInput, buildInstance, buildInventory, buildTask } from '@/lib/plan/test-plan-input';
import { comparePlans } from './compare-plans';

const SEEN = buildPlan(buildInput());

function differences(after: Parameters<typeof buildInput>[0]) {
  const changes = comparePlans(SEEN, buildPlan(buildInput(after)));
  return changes.map(({ what, before, after: now }) => [what, before, now]);
}

test('a plan that was read again without a change shows no difference', () => {
  expect(differences({ now: new Date('2026-11-23T03:01:00.000Z') })).toEqual([]);
});

test('a replaced instance shows before and after side by side', () => {
  const replaced = buildInstance(1, { instanceId: 'i-new', rootVolumeId: 'vol-new' });
  expect(differences({ inventories: [buildInventory([replaced])] })).toEqual([
    ['web-01: instance', 'i-1', 'i-new'],
    ['web-01: volume', 'vol-1', 'vol-new'],
  ]);
});

test('a task that was added and one that was taken away are both named', () => {
  const changes = differences({ tasks: [buildTask(1002, 'snap: web-02', '<p>10.0.0.2</p>')] });
  expect(changes).toEqual([
    ['web-01', 'vol-1 of i-1 (10.0.0.1, prod-eu)', 'not in the plan'],
    ['web-02', 'not in the plan', 'vol-2 of i-2 (10.0.0.2, prod-eu)'],
  ]);
});

test('a warning that came is a difference, for it has to be ticked', () => {
  const renamed = buildInstance(1, { nameTag: 'db-09' });
  const changes = differences({ inventories: [buildInventory([renamed])] });
  expect(changes.map(([what, before]) => [what, before])).toEqual([['Warning', 'none']]);
});
