import { expect, test } from 'vitest';
import { buildInput, buildInstance, buildInventory, buildTask } from '@/testing/plan-input';
import { buildPlan } from './build-plan';
import { listLookups } from './index-inventory';

/** The plan of one list of names, with instances that have these Name tags. */
function planList(html: string, nameTags: readonly string[]) {
  const instances = nameTags.map((nameTag, index) => buildInstance(index + 1, { nameTag }));
  const tasks = [buildTask(1, 'snapshots', html)];
  const asked = listLookups(tasks).names;
  // As EC2 does: what was not asked for is not found.
  const found = instances.filter(({ nameTag }) => asked.includes(nameTag ?? ''));
  return buildPlan(buildInput({ tasks, inventories: [buildInventory(found)] }));
}

test.each([
  ['double blanks, as the editor keeps them', 'sql&nbsp; prod', ['sql  prod', 'sql prod'], 'i-1'],
  ['a trailing blank', '<p>sql-01&nbsp;</p>', ['sql-01 '], 'i-1'],
  ['several of them', '<p>sql-01&nbsp;&nbsp;</p>', ['sql-01  '], 'i-1'],
  ['a blank before the separator', 'sql-01 ; sql-01', ['sql-01'], 'i-1'],
  ['a blank too many in the task', 'sql&nbsp; prod', ['other', 'sql prod'], 'i-2'],
])('%s: the Name tag is matched exactly', (_, html, nameTags, instanceId) => {
  const plan = planList(html, nameTags);
  expect(plan.steps.map((step) => step.instanceId)).toEqual([instanceId]);
  expect(plan.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
});

test('two servers whose names differ only in a trailing blank are never guessed between', () => {
  const plan = planList('<p>sql-01&nbsp;</p>', ['sql-01', 'sql-01 ']);
  expect(plan.steps).toEqual([]);
  expect(plan.findings).toMatchObject([{ code: 'instance-ambiguous', severity: 'block' }]);
});

test('a signature below a list is one finding that names its lines', () => {
  const plan = planList(
    '<p>web-01</p><p>web-02</p><p>Kind regards,</p><p>Olga Operator</p><p>ACME Ltd, 4th floor</p>',
    ['web-01', 'web-02'],
  );
  expect(plan.findings).toHaveLength(1);
  expect(plan.findings[0]).toMatchObject({
    code: 'instance-not-found',
    severity: 'block',
    message:
      '3 lines in the list match no Name tag in prod-eu: “Kind regards,”, “Olga Operator”, and “ACME Ltd, 4th floor”.',
    taskIds: ['1'],
  });
  expect(plan.findings[0]?.hint).toContain('signature');
});

test('a description that is only an image says so', () => {
  const plan = planList('<p><img src="https://acme.freshservice.com/x.png"></p>', []);
  expect(plan.findings[0]?.message).toContain('only an image');
});
