import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  paginateDescribeInstances,
  type Filter,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeEach, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox';
import { createClock } from '../server/clock';
import { startSandbox } from '../start-sandbox';

let sandbox: Sandbox;

beforeAll(async () => {
  // Time is paused except where a test moves it, so that no bucket refills on its own.
  const startedAt = Date.now();
  const clock = createClock(() => startedAt);
  sandbox = await startSandbox({
    dataDir: '',
    appUrl: 'http://127.0.0.1:1',
    include: ['ec2'],
    clock,
  });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

function optionsFor(region: string, credentials: Credentials = sandbox.ec2) {
  return { endpoint: sandbox.ec2.url, region, credentials, maxAttempts: 1 };
}

let prodEu: EC2Client | undefined;

/** The client of prod-eu, made once, or one of its own for other credentials. */
function ec2(region = 'eu-west-1', credentials?: Credentials): EC2Client {
  if (credentials !== undefined) return new EC2Client(optionsFor(region, credentials));
  prodEu ??= new EC2Client(optionsFor(region));
  return prodEu;
}

async function assume(roleArn: string, sessionName = 'olga', externalId?: string) {
  const sts = new STSClient(optionsFor('eu-west-1'));
  const ExternalId = externalId === undefined ? {} : { ExternalId: externalId };
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName, ...ExternalId }),
  );
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
}

async function findInstances(filters: Filter[], client = ec2()) {
  const { Reservations = [] } = await client.send(
    new DescribeInstancesCommand({ Filters: filters }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

/** `ok`, or the error's name. */
async function nameOfOutcome(outcome: Promise<unknown>): Promise<string> {
  return outcome.then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? error.name : 'no error'),
  );
}

const byAddress = (...Values: string[]) => findInstances([{ Name: 'private-ip-address', Values }]);

async function rootVolumeOf(address: string): Promise<string> {
  const [instance] = await byAddress(address);
  return instance?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
}

function create(VolumeId: string, extra: Partial<CreateSnapshotCommand['input']> = {}) {
  return new CreateSnapshotCommand({ VolumeId, ...extra });
}

test('an instance comes with what a plan needs', async () => {
  const [instance] = await byAddress('10.20.3.20');
  expect(instance).toMatchObject({
    InstanceId: expect.stringMatching(/^i-0[0-9a-f]{16}$/) as unknown,
    State: { Name: 'running' },
    PrivateIpAddress: '10.20.3.20',
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Status: 'attached' } }],
    Tags: [{ Key: 'Name', Value: 'db-primary' }, { Key: 'Team' }],
  });
  const VolumeIds = [instance?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? ''];
  const { Volumes } = await ec2().send(new DescribeVolumesCommand({ VolumeIds }));
  expect(Volumes).toMatchObject([{ Size: 200, Encrypted: true, State: 'in-use' }]);
});

test.each([
  ['a primary address', [{ Name: 'private-ip-address', Values: ['10.20.36.11'] }], 1],
  [
    'a secondary address is no primary one',
    [{ Name: 'private-ip-address', Values: ['10.20.36.13'] }],
    0,
  ],
  [
    'any address of any interface',
    [{ Name: 'network-interface.addresses.private-ip-address', Values: ['10.20.36.13'] }],
    1,
  ],
  [
    'values are alternatives',
    [{ Name: 'private-ip-address', Values: ['10.20.3.11', '10.20.3.12'] }],
    2,
  ],
  [
    'filters add up',
    [
      { Name: 'private-ip-address', Values: ['10.20.10.11'] },
      { Name: 'instance-state-name', Values: ['running'] },
    ],
    1,
  ],
  [
    'terminated and shutting-down twins are still shown',
    [{ Name: 'private-ip-address', Values: ['10.20.10.11'] }],
    3,
  ],
  ['* in a tag', [{ Name: 'tag:Name', Values: ['web-*'] }], 2],
  ['? in a tag', [{ Name: 'tag:Name', Values: ['db-prim?ry'] }], 1],
  ['* in an address', [{ Name: 'private-ip-address', Values: ['10.20.3.1?'] }], 2],
  ['an escaped * is a star', [{ Name: 'tag:Name', Values: ['web-\\*'] }], 0],
  ['a dot is a dot', [{ Name: 'private-ip-address', Values: ['10.20.3.1?', '10.20x3.*'] }], 2],
  ['values are case-sensitive', [{ Name: 'tag:Name', Values: ['DB-primary'] }], 0],
  ['a tag with brackets', [{ Name: 'tag:Name', Values: ['node c (s*re)'] }], 1],
])('filters: %s', async (_, filters, count) => {
  expect(await findInstances(filters)).toHaveLength(count);
});

test('200 filter values are taken, 201 are refused', async () => {
  const values = (count: number) => Array.from({ length: count }, (_, n) => `10.90.0.${n}`);
  expect(await byAddress(...values(200))).toHaveLength(190);
  await expect(byAddress(...values(201))).rejects.toMatchObject({ name: 'FilterLimitExceeded' });
});

test('pages hold each instance once', async () => {
  const Filters = [{ Name: 'tag:Name', Values: ['fleet-*'] }];
  const pages = paginateDescribeInstances({ client: ec2(), pageSize: 20 }, { Filters });
  const sizes: number[] = [];
  const ids = new Set<string | undefined>();
  for await (const { Reservations = [] } of pages) {
    sizes.push(Reservations.length);
    for (const one of Reservations) ids.add(one.Instances?.[0]?.InstanceId);
  }
  expect(sizes).toEqual([20, 20, 20, 5]);
  expect(ids.size).toBe(65);
});

test('a snapshot is pending with a percentage until its time is over', async () => {
  const volumeId = await rootVolumeOf('10.20.3.11');
  const Tags = [{ Key: 'Name', Value: 'a <b> & "c"' }];
  const created = await ec2().send(
    create(volumeId, {
      Description: 'Snapshot of <web>',
      TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
    }),
  );
  expect(created).toMatchObject({ State: 'pending', VolumeId: volumeId, Progress: '', Tags });
  expect(created.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  const read = async () => {
    const Filters = [{ Name: 'tag:Name', Values: ['a <b> & "c"'] }];
    const found = await ec2().send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters }));
    return found.Snapshots?.[0];
  };
  sandbox.clock.advance(10_000);
  expect(await read()).toMatchObject({
    State: 'pending',
    Progress: expect.stringMatching(/^\d\d%$/) as unknown,
  });
  sandbox.clock.advance(20_000);
  expect(await read()).toMatchObject({ State: 'completed', Progress: '100%' });
});

test('a dry run creates nothing and is counted by itself', async () => {
  const volumeId = await rootVolumeOf('10.20.3.11');
  await expect(ec2().send(create(volumeId, { DryRun: true }))).rejects.toMatchObject({
    name: 'DryRunOperation',
    $metadata: { httpStatusCode: 412, requestId: expect.any(String) as unknown },
  });
  expect(sandbox.calls.count({ operation: 'CreateSnapshot.DryRun' })).toBe(1);
  expect(sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
});

test.each([
  ['snapgate-read-only', 'eu-central-1', '10.40.24.11', /ec2:CreateSnapshot/],
  ['snapgate-without-tags', 'eu-north-1', '10.40.25.11', /ec2:CreateTags/],
])('role %s is told what it may not do', async (role, region, address, action) => {
  const client = ec2(region, await assume(`arn:aws:iam::777788889999:role/${role}`));
  const [instance] = await findInstances(
    [{ Name: 'private-ip-address', Values: [address] }],
    client,
  );
  const volumeId = instance?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
  const TagSpecifications = [
    { ResourceType: 'snapshot' as const, Tags: [{ Key: 'a', Value: 'b' }] },
  ];
  const dryRun = client.send(create(volumeId, { DryRun: true, TagSpecifications }));
  await expect(dryRun).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
    message: expect.stringMatching(action) as unknown,
    $metadata: { httpStatusCode: 403 },
  });
});

test('an assumed role sees its own account, and the session name is on record', async () => {
  const roleArn = 'arn:aws:iam::444455556666:role/snapgate';
  await expect(assume(roleArn)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(assume(roleArn, 'olga', 'wrong')).rejects.toMatchObject({ name: 'AccessDenied' });
  const credentials = await assume(roleArn, 'olga@example.com', 'snapgate-us');
  const options = optionsFor('us-east-1', credentials);
  expect(await new STSClient(options).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '444455556666',
    Arn: 'arn:aws:sts::444455556666:assumed-role/snapgate/olga@example.com',
  });
  const filters = [{ Name: 'tag:Name', Values: ['*'] }];
  expect(await findInstances(filters, new EC2Client(options))).toHaveLength(2);
  expect(sandbox.calls.list({ operation: 'DescribeInstances' })).toMatchObject([
    { account: '444455556666', region: 'us-east-1', sessionName: 'olga@example.com', status: 200 },
  ]);
});

test('unknown keys and expired sessions are refused', async () => {
  const unknown = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' };
  const describe = (client: EC2Client) =>
    findInstances([{ Name: 'instance-id', Values: ['*'] }], client);
  await expect(describe(ec2('eu-west-1', unknown))).rejects.toMatchObject({ name: 'AuthFailure' });
  const session = await assume('arn:aws:iam::111122223333:role/snapgate');
  sandbox.clock.advance(2 * 60 * 60_000);
  await expect(describe(ec2('eu-west-1', session))).rejects.toMatchObject({
    name: 'RequestExpired',
  });
});

test('one volume takes one snapshot in 15 seconds and five pending ones', async () => {
  const volumeId = await rootVolumeOf('10.20.73.11');
  const names: string[] = [];
  for (const waitMs of [0, 0, 15_000, 15_000, 15_000, 15_000, 15_000]) {
    sandbox.clock.advance(waitMs);
    names.push(await nameOfOutcome(ec2().send(create(volumeId))));
  }
  expect(names).toEqual([
    'ok',
    'SnapshotCreationPerVolumeRateExceeded',
    'ok',
    'ok',
    'ok',
    'ok',
    'ConcurrentSnapshotLimitExceeded',
  ]);
});

test('volumes that do not exist or are broken give no snapshot', async () => {
  await expect(ec2().send(create('vol-0000'))).rejects.toMatchObject({
    name: 'InvalidVolume.NotFound',
  });
  const broken = await rootVolumeOf('10.20.23.11');
  await expect(ec2().send(create(broken))).rejects.toMatchObject({ name: 'IncorrectState' });
});

test('tags are checked, changed and deleted with their snapshot', async () => {
  const volumeId = await rootVolumeOf('10.20.3.12');
  const tagged = (Key: string, Value: string) =>
    create(volumeId, { TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key, Value }] }] });
  await expect(ec2().send(tagged('aws:x', 'y'))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
  await expect(ec2().send(tagged('x', 'y'.repeat(257)))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
  const { SnapshotId = '' } = await ec2().send(tagged('a', '1'));
  await ec2().send(
    new CreateTagsCommand({ Resources: [SnapshotId], Tags: [{ Key: 'b', Value: '2' }] }),
  );
  const found = await ec2().send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }));
  expect(found.Snapshots?.[0]?.Tags).toEqual([
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ]);
  await ec2().send(new DeleteSnapshotCommand({ SnapshotId }));
  await expect(
    ec2().send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] })),
  ).rejects.toMatchObject({ name: 'InvalidSnapshot.NotFound' });
});

test('an empty token bucket throttles one operation of one region', async () => {
  const calls = Array.from({ length: 105 }, () => nameOfOutcome(byAddress('10.20.3.11')));
  const answers = await Promise.all(calls);
  expect(answers).toContain('RequestLimitExceeded');
  await expect(ec2().send(new DescribeVolumesCommand({ MaxResults: 5 }))).resolves.toBeDefined();
  sandbox.clock.advance(1000);
  await expect(byAddress('10.20.3.11')).resolves.toHaveLength(1);
});

test('the dark environment does not answer', async () => {
  const client = ec2('ca-west-1', await assume('arn:aws:iam::777788889999:role/snapgate'));
  await expect(findInstances([], client)).rejects.toMatchObject({ code: 'ECONNRESET' });
});
