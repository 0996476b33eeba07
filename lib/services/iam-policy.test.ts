import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findAllowing, parsePolicy, type AccessRequest } from '@/testing/iam-policy';
import type { RecordedCall } from '@/sandbox/server/call-log';
import { checkSnapshots } from '@/lib/run/follow-up/check-snapshots';
import { requestNames } from '@/lib/run/request-names';
import { requestDeletion } from '@/lib/run/deletion/request-deletion';
import { hasEnded, OLGA, requester, startTestServices } from '@/testing/test-services';

const SERVER = 'arn:aws:iam::111122223333:user/snapgate';
const policy = parsePolicy(readFileSync('docs/iam/policy.json', 'utf8'));
const trust = parsePolicy(
  readFileSync('docs/iam/trust-policy.json', 'utf8')
    .replace('${server_role_arn}', SERVER)
    .replace('${external_id}', 'snapgate-us'),
);

const deletePolicy = parsePolicy(readFileSync('docs/iam/delete-policy.json', 'utf8'));
const deleteChecks = parsePolicy(readFileSync('docs/iam/delete-checks.json', 'utf8'));
const correctNames = parsePolicy(readFileSync('docs/iam/correct-names.json', 'utf8'));

/** What AWS would ask the policy about a call that the stand-in has received. */
function listRequests({ operation, parameters, region, account }: RecordedCall): AccessRequest[] {
  const [action] = operation.split('.');
  if (action !== 'CreateSnapshot') {
    return [{ action: `ec2:${action}`, resource: '*', context: {} }];
  }
  const tags = readTags(parameters);
  const context = {
    'aws:TagKeys': Object.keys(tags),
    ...Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, [value]]),
    ),
  };
  const snapshot = `arn:aws:ec2:${region}::snapshot/snap-0new`;
  const create = 'ec2:CreateSnapshot';
  return [
    {
      action: create,
      resource: `arn:aws:ec2:${region}:${account}:volume/${parameters['VolumeId']}`,
      context: {},
    },
    { action: create, resource: snapshot, context },
    {
      action: 'ec2:CreateTags',
      resource: snapshot,
      context: { ...context, 'ec2:CreateAction': ['CreateSnapshot'] },
    },
  ];
}

function readTags(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let n = 1; ; n += 1) {
    const key = parameters[`TagSpecification.1.Tag.${n}.Key`];
    if (key === undefined) return tags;
    tags[key] = parameters[`TagSpecification.1.Tag.${n}.Value`] ?? '';
  }
}

/** Every sort of call that the code makes: look up, execute in two accounts, a lost reply, watch. */
async function makeEveryCall(): Promise<readonly RecordedCall[]> {
  const services = await startTestServices({ variables: { LOOKUP_WINDOW_MS: '2000' } });
  const { sandbox } = services;
  sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    count: 1,
    effect: { kind: 'cut', when: 'after' },
  });
  services.work();
  const lost = await services.start('CHN-7303');
  const { steps } = await services.waitForRun(lost);
  await checkSnapshots(steps, {
    environmentNames: ['prod-eu'],
    findEnvironment: (name) => services.engine.findEnvironment(name, OLGA.email),
    now: () => new Date(),
  });
  const both = await services.start('CHN-7327', 'all');
  await services.waitForRun(both, hasEnded);
  // A list of Name tags asks for instances by another filter.
  await services.preview('CHN-7352');
  return sandbox.calls.list({ system: 'ec2' });
}

test('the policy allows every call the code makes, and every statement of it is needed', async () => {
  const calls = await makeEveryCall();
  const names = new Set(calls.map(({ operation }) => operation));
  expect([...names].toSorted()).toEqual([
    'AssumeRole',
    'CreateSnapshot',
    'CreateSnapshot.DryRun',
    'DescribeInstances',
    'DescribeLockedSnapshots',
    'DescribeSnapshots',
    'DescribeVolumes',
    'GetCallerIdentity',
  ]);
  const used = new Set<string>();
  const actions = new Set<string>();
  for (const call of calls.filter(({ operation }) => !isSts(operation))) {
    for (const request of listRequests(call)) {
      const allowing = findAllowing(policy, request);
      expect({ call: call.operation, request, allowing }).not.toMatchObject({ allowing: [] });
      allowing.forEach((sid) => used.add(sid));
      actions.add(request.action);
    }
  }
  expect([...used].toSorted()).toEqual(policy.Statement.map(({ Sid }) => Sid).toSorted());
  const allowed = policy.Statement.flatMap(({ Action }) => Action);
  expect([...actions].toSorted()).toEqual([...new Set(allowed)].toSorted());
  const assumed = calls.filter(({ operation }) => operation === 'AssumeRole');
  for (const { parameters, principal } of assumed) {
    expect(principal).toBe(trust.Statement[0]?.Principal?.AWS);
    expect(findAllowing(trust, assumeRole(parameters['ExternalId']))).toHaveLength(1);
  }
}, 60_000);

// It needs no permission, and the role is assumed under the trust policy.
function isSts(operation: string): boolean {
  return operation === 'GetCallerIdentity' || operation === 'AssumeRole';
}

function assumeRole(externalId: string | undefined): AccessRequest {
  const context = externalId === undefined ? {} : { 'sts:ExternalId': [externalId] };
  return { action: 'sts:AssumeRole', resource: '*', context };
}

test.each([undefined, 'another'])(
  'no one assumes the role with the external id %s',
  (externalId) => {
    expect(findAllowing(trust, assumeRole(externalId))).toEqual([]);
  },
);

test('correcting a name needs its own policy, and that policy allows nothing but the name of our snapshots', async () => {
  const services = await startTestServices({ variables: { NAME_CORRECTION: 'on' } });
  services.work();
  const runId = await services.start('CHN-7303');
  const [step] = (await services.waitForRun(runId)).steps;
  const corrections = [{ stepId: step?.id ?? '', name: 'right' }];
  await requestNames(services.database, { runId, corrections }, OLGA);
  await services.waitForRun(runId, ({ steps }) => steps[0]?.correctedName === 'right');
  const [call, ...rest] = services.sandbox.calls.list({ system: 'ec2', operation: 'CreateTags' });
  expect(rest).toEqual([]);
  const keys = Object.entries(call?.parameters ?? {}).filter(([name]) =>
    /^Tag\.\d+\.Key$/.test(name),
  );
  const request = {
    action: 'ec2:CreateTags',
    resource: `arn:aws:ec2:eu-west-1::snapshot/${call?.parameters['ResourceId.1']}`,
    context: {
      'aws:TagKeys': keys.map(([, key]) => key),
      'aws:ResourceTag/snapgate:run': [runId],
    },
  };
  expect(findAllowing(correctNames, request)).toEqual(['CorrectNames']);
  expect(findAllowing(policy, request)).toEqual([]);
  const { 'aws:TagKeys': _keys, ...withoutKeys } = request.context;
  const { 'aws:ResourceTag/snapgate:run': _run, ...foreign } = request.context;
  for (const context of [
    withoutKeys,
    foreign,
    { ...request.context, 'aws:TagKeys': ['Name', 'Ticket'] },
  ]) {
    expect(findAllowing(correctNames, { ...request, context })).toEqual([]);
  }
}, 60_000);

test('deleting needs two policies more: one for the questions, one for a role that does nothing else', async () => {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7303');
  const { steps } = await services.waitForRun(runId);
  services.sandbox.calls.clear();
  const asked = { runId, ticket: '7303', reason: 'Wrong ticket', leaveBlocked: false };
  const stepIds = steps.map(({ id }) => id);
  const idempotencyKey = '01890a5d-ac96-774b-bcce-b302099a8057';
  const outcome = await requestDeletion(
    { ...asked, stepIds, idempotencyKey },
    requester(OLGA),
    services.deletion,
  );
  if (outcome.kind !== 'started') throw new Error('It waits.');
  await services.waitForRun(outcome.runId);
  const calls = services.sandbox.calls.list({ system: 'ec2' });
  const used = new Set<string>();
  for (const { operation, parameters } of calls.filter((one) => !isSts(one.operation))) {
    const deletes = operation === 'DeleteSnapshot';
    const tags = {
      'aws:ResourceTag/snapgate:run': [runId],
      'aws:ResourceTag/Ticket': ['CHN-7303'],
    };
    const request = {
      action: `ec2:${operation}`,
      resource: deletes ? `arn:aws:ec2:eu-west-1::snapshot/${parameters['SnapshotId']}` : '*',
      context: deletes ? tags : {},
    };
    const allowing = deletes
      ? findAllowing(deletePolicy, request)
      : [...findAllowing(policy, request), ...findAllowing(deleteChecks, request)];
    expect({ operation, allowing }).not.toMatchObject({ allowing: [] });
    allowing.forEach((sid) => used.add(sid));
    if (deletes) expect(findAllowing(deletePolicy, { ...request, context: {} })).toEqual([]);
  }
  expect([...used]).toEqual(expect.arrayContaining(['DeleteOurSnapshots', 'AskBeforeDeleting']));
  const names = new Set(calls.map(({ operation }) => `ec2:${operation}`));
  for (const { Action } of deleteChecks.Statement) {
    for (const action of Action) expect(names).toContain(action);
  }
}, 60_000);

const SNAPSHOT = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';
const OURS = {
  Name: '20261124_web-01_snapshot',
  CreatorName: 'olga@example.com',
  Ticket: 'CHN-7303',
  'snapgate:run': '1',
  'snapgate:step': '2',
};

function createWith(tags: Readonly<Record<string, string>>): AccessRequest {
  const context = Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, [value]]),
  );
  return {
    action: 'ec2:CreateSnapshot',
    resource: SNAPSHOT,
    context: { ...context, 'aws:TagKeys': Object.keys(tags) },
  };
}

test('a snapshot is created with all of our tags and no others', () => {
  expect(findAllowing(policy, createWith(OURS))).toEqual(['CreateOnlyWithOurTags']);
  for (const key of Object.keys(OURS)) {
    const rest = Object.fromEntries(Object.entries(OURS).filter(([name]) => name !== key));
    expect({ without: key, allowing: findAllowing(policy, createWith(rest)) }).toEqual({
      without: key,
      allowing: [],
    });
  }
  const expiring = { ...OURS, 'snapgate:expires': '2026-12-26' };
  expect(findAllowing(policy, createWith(expiring))).toEqual(['CreateOnlyWithOurTags']);
  expect(findAllowing(policy, createWith({ ...OURS, Owner: 'me' }))).toEqual([]);
  expect(findAllowing(policy, createWith({ ...OURS, Ticket: 'none' }))).toEqual([]);
});

test('a tag that an environment adds is allowed once its key is in the policy, as docs/iam says', () => {
  const text = readFileSync('docs/iam/policy.json', 'utf8');
  const extended = parsePolicy(
    text.replace('"snapgate:expires"', '"snapgate:expires", "CostCenter"'),
  );
  const request = createWith({ ...OURS, CostCenter: '4711' });
  expect(findAllowing(policy, request)).toEqual([]);
  expect(findAllowing(extended, request)).toEqual(['CreateOnlyWithOurTags']);
});

test('a cleanup tool deletes only what is ours and expires', () => {
  const expire = parsePolicy(readFileSync('docs/iam/expire-policy.json', 'utf8'));
  const remove = (tags: readonly string[]) => ({
    action: 'ec2:DeleteSnapshot',
    resource: SNAPSHOT,
    context: Object.fromEntries(tags.map((key) => [`aws:ResourceTag/${key}`, ['x']])),
  });
  const both = ['snapgate:run', 'snapgate:expires'];
  expect(findAllowing(expire, remove(both))).toEqual(['DeleteExpiringSnapshots']);
  for (const tag of both) expect(findAllowing(expire, remove([tag]))).toEqual([]);
  expect(findAllowing(policy, remove(both))).toEqual([]);
});

test('a snapshot that exists is not tagged, only one that is being created', () => {
  const request = { action: 'ec2:CreateTags', resource: SNAPSHOT };
  expect(findAllowing(policy, { ...request, context: {} })).toEqual([]);
  const byCopy = { 'ec2:CreateAction': ['CopySnapshot'] };
  expect(findAllowing(policy, { ...request, context: byCopy })).toEqual([]);
});

test.each([
  'DeleteSnapshot',
  'DeleteTags',
  'ModifySnapshotAttribute',
  'ModifySnapshotTier',
  'ResetSnapshotAttribute',
  'CopySnapshot',
  'CreateSnapshots',
  'CreateVolume',
  'DeleteVolume',
  'ModifyVolume',
  'DetachVolume',
  'StopInstances',
  'TerminateInstances',
  'RunInstances',
  'CreateImage',
])('ec2:%s is not allowed, whatever it is asked for with', (name) => {
  const { context } = createWith(OURS);
  for (const resource of ['*', SNAPSHOT, 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-1']) {
    const request = { action: `ec2:${name}`, resource, context };
    expect(findAllowing(policy, request)).toEqual([]);
  }
});

test('the documents show no copy of the policy that could say something else', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(readme).toContain('(docs/iam/policy.json)');
  expect(readme).not.toContain('"Action"');
  const terraform = readFileSync('docs/iam/snapgate.tf', 'utf8');
  expect(terraform).toContain('file("${path.module}/policy.json")');
  expect(terraform).toContain('templatefile("${path.module}/trust-policy.json"');
});
