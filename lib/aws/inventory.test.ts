import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EnvironmentName } from '@/sandbox/ec2/accounts';
import type { InstanceRecord } from '@/sandbox/ec2/ec2-world';
import type { Sandbox } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { createAwsEnvironment, type AwsEnvironment } from './aws-environment';
import { fetchInventory } from './inventory';
import { createRootVolumeCache } from './root-volume-cache';

const PROBE = { description: 'probe', tags: [{ key: 'Name', value: 'probe' }] };

let sandbox: Sandbox;
const environments: AwsEnvironment[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: '', appUrl: 'http://127.0.0.1', include: ['ec2'] });
});
afterAll(() => sandbox.close());

beforeEach(() => {
  sandbox.reset();
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
});

afterEach(() => {
  for (const environment of environments.splice(0)) environment.destroy();
  vi.unstubAllEnvs();
});

function connect(name: EnvironmentName): AwsEnvironment {
  const place = sandbox.ec2.environments.find((one) => one.name === name);
  if (place === undefined) throw new Error(`no environment ${name}`);
  const environment = createAwsEnvironment({
    ...place,
    sessionName: 'jo@example.com',
    timeouts: { requestMs: 1_000 },
  });
  environments.push(environment);
  return environment;
}

/** How often each operation was called. */
function countCalls(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { operation } of sandbox.calls.list({ system: 'ec2' })) {
    counts[operation] = (counts[operation] ?? 0) + 1;
  }
  return counts;
}

/** A running instance of prod-eu, from one of the samples, with what a test is about on top. */
function addInstance(fields: Partial<InstanceRecord>): void {
  const [sample] = sandbox.ec2.world.instances.filter((one) => one.region === 'eu-west-1');
  if (sample === undefined) throw new Error('no sample instance');
  sandbox.ec2.world.instances.push({ ...sample, state: 'running', ...fields });
}

const fleet = Array.from({ length: 65 }, (_, index) => `10.20.8.${10 + index}`);

describe('fetchInventory', () => {
  it('reads 65 servers with one call of each kind', async () => {
    const inventory = await fetchInventory(connect('prod-eu'), {
      addresses: fleet,
      names: [],
      permissionProbe: PROBE,
    });
    expect(inventory.problems).toEqual([]);
    expect(inventory).toMatchObject({
      environment: 'prod-eu',
      region: 'eu-west-1',
      accountId: '111122223333',
      identityArn: 'arn:aws:iam::111122223333:user/snapgate',
    });
    expect(inventory.instances).toHaveLength(65);
    expect(inventory.volumes).toHaveLength(65);
    expect(countCalls()).toEqual({
      GetCallerIdentity: 1,
      DescribeInstances: 1,
      DescribeVolumes: 1,
      DescribeSnapshots: 1,
      'CreateSnapshot.DryRun': 1,
    });
  });

  it('asks for everything at once where the cache knows the servers, with no call more', async () => {
    const cache = createRootVolumeCache();
    const environment = connect('prod-eu');
    const query = { addresses: fleet, names: [], permissionProbe: PROBE };
    const first = await fetchInventory(environment, query, cache);
    const mark = sandbox.calls.last();
    const again = await fetchInventory(environment, query, cache);
    expect(again).toEqual(first);
    const calls = sandbox.calls.list({ after: mark }).map(({ operation }) => operation);
    expect(calls.toSorted()).toEqual([
      'CreateSnapshot.DryRun',
      'DescribeInstances',
      'DescribeSnapshots',
      'DescribeVolumes',
      'GetCallerIdentity',
    ]);
    // Another disk: what the cache expected is not taken for true.
    const { instances } = sandbox.ec2.world;
    const index = instances.findIndex((one) => one.primaryAddress === fleet[0]);
    const replaced = instances.find((one) => one.primaryAddress === '10.20.3.11');
    const server = instances[index];
    if (server === undefined || replaced === undefined) throw new Error('no fleet');
    instances[index] = { ...server, disks: replaced.disks };
    const after = await fetchInventory(environment, query, cache);
    const volumeId = after.instances.find((one) => one.primaryAddress === fleet[0])?.rootVolumeId;
    expect(volumeId).toBe(replaced.disks[0]?.volumeId);
    expect(after.volumes.map((one) => one.volumeId)).toContain(volumeId);
    expect(after.problems).toEqual([]);
  });

  it('asks a second time only for addresses that no live instance has', async () => {
    const addresses = [...fleet, '10.20.36.13', '10.20.1.199'];
    const inventory = await fetchInventory(connect('prod-eu'), { addresses, names: [] });
    expect(inventory.instances).toHaveLength(66);
    expect(inventory.instances.find((one) => one.addresses.includes('10.20.36.13'))).toMatchObject({
      nameTag: 'proxy-01',
      primaryAddress: '10.20.36.11',
    });
    expect(countCalls()).toMatchObject({ DescribeInstances: 2, DescribeVolumes: 1 });
    const [, second] = sandbox.calls.list({ operation: 'DescribeInstances' });
    const asked = Object.entries(second?.parameters ?? {}).filter(([name]) =>
      name.includes('Value'),
    );
    expect(asked.map(([, value]) => value).sort()).toEqual(['10.20.1.199', '10.20.36.13']);
  });

  it('asks for no volumes and no snapshots where nothing was found', async () => {
    const inventory = await fetchInventory(connect('prod-eu'), {
      addresses: [],
      names: [],
      permissionProbe: PROBE,
    });
    expect(inventory).toMatchObject({ instances: [], volumes: [], snapshots: [], problems: [] });
    expect(countCalls()).toEqual({ GetCallerIdentity: 1 });
  });

  it('keeps terminated twins in the list but does not ask for their volumes', async () => {
    const { instances, volumes } = await fetchInventory(connect('prod-eu'), {
      addresses: ['10.20.10.11'],
      names: [],
    });
    expect(instances.map(({ state }) => state).sort()).toEqual([
      'running',
      'shutting-down',
      'terminated',
    ]);
    expect(volumes).toHaveLength(1);
  });

  it('finds what a terminated instance once had as a secondary address of a live one', async () => {
    addInstance({ instanceId: 'i-dead', primaryAddress: '10.99.0.5', state: 'terminated' });
    addInstance({
      instanceId: 'i-live',
      primaryAddress: '10.99.0.1',
      secondaryAddresses: ['10.99.0.5'],
    });
    const found = await connect('prod-eu').findInstances({ addresses: ['10.99.0.5'], names: [] });
    expect(found.map(({ instanceId }) => instanceId).sort()).toEqual(['i-dead', 'i-live']);
  });

  it('finds instances by their exact Name tag, each once', async () => {
    const found = await connect('prod-eu').findInstances({
      addresses: ['10.20.3.20'],
      names: ['db-primary', 'DB-PRIMARY', 'db'],
    });
    expect(found).toMatchObject([{ nameTag: 'db-primary', primaryAddress: '10.20.3.20' }]);
    expect(countCalls()).toEqual({ DescribeInstances: 2 });
  });

  it.each(['web-*', 'web-0?', '10.20.*', 'web\\1'])('sends no pattern to EC2: %j', async (name) => {
    const pending = connect('prod-eu').findInstances({ addresses: [], names: [name] });
    await expect(pending).rejects.toMatchObject({ code: 'aws-refused' });
    expect(countCalls()).toEqual({});
  });

  it('reads 450 addresses in three calls and 1,001 snapshots in two pages', async () => {
    const addresses = Array.from({ length: 450 }, (_, i) => `10.98.${i >> 8}.${i & 255}`);
    for (const [index, primaryAddress] of addresses.entries()) {
      addInstance({ instanceId: `i-${index}`, primaryAddress, secondaryAddresses: [], disks: [] });
    }
    const environment = connect('prod-eu');
    expect(await environment.findInstances({ addresses, names: [] })).toHaveLength(450);
    const [snapshot] = sandbox.ec2.world.snapshots.filter((one) => one.region === 'eu-west-1');
    if (snapshot === undefined) throw new Error('no sample snapshot');
    for (let index = 0; index < 1_001; index += 1) {
      const ids = { snapshotId: `snap-${index}`, volumeId: 'vol-many' };
      sandbox.ec2.world.snapshots.push({ ...snapshot, ...ids });
    }
    expect(await environment.listSnapshots(['vol-many'])).toHaveLength(1_001);
    expect(countCalls()).toEqual({ DescribeInstances: 3, DescribeSnapshots: 2 });
  });

  it('tells for which ticket a snapshot was taken', async () => {
    const query = { addresses: ['10.20.34.11'], names: [] };
    const { snapshots } = await fetchInventory(connect('prod-eu'), query);
    expect(snapshots).toMatchObject([{ state: 'completed', ticket: 'CHN-7334' }]);
  });

  it('acts as a role session that carries the agent', async () => {
    const query = { addresses: ['10.30.27.11'], names: [] };
    const inventory = await fetchInventory(connect('prod-us'), query);
    expect(inventory.identityArn).toBe(
      'arn:aws:sts::444455556666:assumed-role/snapgate/jo@example.com',
    );
    expect(inventory.instances).toHaveLength(1);
    expect(countCalls()).toMatchObject({ AssumeRole: 1 });
  });
});

describe('an environment that cannot be read', () => {
  it.each([
    ['locked', '10.40.24.11', 'ec2:CreateSnapshot', 2],
    ['untagged', '10.40.25.11', 'ec2:CreateTags', 2],
  ] as const)(
    '%s: names the permission that is missing',
    async (name, address, missing, dryRuns) => {
      const inventory = await fetchInventory(connect(name), {
        addresses: [address],
        names: [],
        permissionProbe: PROBE,
      });
      expect(inventory.instances).toHaveLength(1);
      expect(inventory.problems).toEqual([
        {
          code: 'environment-denied',
          message: expect.stringContaining(`lacks ${missing}`) as unknown,
          hint: expect.stringContaining(missing) as unknown,
        },
      ]);
      expect(countCalls()).toMatchObject({ 'CreateSnapshot.DryRun': dryRuns });
      expect(sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
    },
  );

  const SCP = 'arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-123';
  const ENCODED = 'Zm9v_-'.repeat(900);

  it.each([
    [
      'a service control policy',
      `You are not authorized to perform this operation. User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: ec2:CreateSnapshot on resource: arn:aws:ec2:eu-west-1::snapshot/* with an explicit deny in a service control policy: ${SCP}. Encoded authorization failure message: ${ENCODED}`,
      /^Your organization denies ec2:CreateSnapshot in environment prod-eu .* by a service control policy \(arn:aws:organizations.*p-123\)\.$/,
      /organization/,
    ],
    [
      'a missing allow in a service control policy',
      'User: x is not authorized to perform: ec2:CreateTags because no service control policy allows the ec2:CreateTags action',
      /^Your organization denies ec2:CreateTags in environment prod-eu/,
      /cannot allow it/,
    ],
    [
      'a permissions boundary',
      'User: x is not authorized to perform: ec2:CreateSnapshot because no permissions boundary allows the ec2:CreateSnapshot action',
      /^AWS denies ec2:CreateSnapshot .* permissions boundary\.$/,
      /Change the permissions boundary/,
    ],
  ])('names the deny by %s, and keeps what AWS encoded', async (_, message, found, hint) => {
    const effect = { kind: 'error', code: 'UnauthorizedOperation', status: 403, message } as const;
    sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot.DryRun', effect });
    const { problems } = await fetchInventory(connect('prod-eu'), {
      addresses: ['10.20.3.11'],
      names: [],
      permissionProbe: PROBE,
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe('environment-denied');
    expect(problems[0]?.message).toMatch(found);
    expect(problems[0]?.message).not.toContain('Encoded');
    expect(problems[0]?.hint).toMatch(hint);
    const command = message.includes(ENCODED)
      ? `aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${ENCODED}`
      : undefined;
    expect(problems[0]?.command).toBe(command);
  });

  it.each([
    [
      'TagPolicyViolation',
      'The tag policy does not allow the specified value for the following tag key: CostCenter.',
      'extraTags',
    ],
    [
      'OperationNotPermitted',
      'This operation is not permitted for this account.',
      'Resolve this in AWS',
    ],
    ['InvalidParameterValue', 'A tag key is not allowed here.', 'extraTags'],
    ['SnapshotLimitExceeded', 'You have reached your snapshot limit.', 'Resolve this in AWS'],
  ])('%s of the dry run blocks, in the words of EC2', async (code, message, hint) => {
    const effect = { kind: 'error', code, message } as const;
    sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot.DryRun', effect });
    const { problems } = await fetchInventory(connect('prod-eu'), {
      addresses: ['10.20.3.11'],
      names: [],
      permissionProbe: PROBE,
    });
    expect(problems).toEqual([
      {
        code: 'environment-denied',
        message: `EC2 would refuse a snapshot in environment prod-eu: ${code}, ${message}`,
        hint: expect.stringContaining(hint) as unknown,
      },
    ]);
  });

  it.each(['InvalidVolume.NotFound', 'IncorrectState', 'ConcurrentSnapshotLimitExceeded'])(
    '%s of the dry run is about the volume: the permission is there',
    async (code) => {
      const effect = { kind: 'error', code } as const;
      sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot.DryRun', effect });
      const { problems } = await fetchInventory(connect('prod-eu'), {
        addresses: ['10.20.3.11'],
        names: [],
        permissionProbe: PROBE,
      });
      expect(problems).toEqual([]);
    },
  );

  it('asks with the tags that the environment adds, and says which they are', async () => {
    const extraTags = [{ key: 'CostCenter', value: '4711' }];
    const environment = createAwsEnvironment({ name: 'prod-eu', region: 'eu-west-1', extraTags });
    environments.push(environment);
    const inventory = await fetchInventory(environment, {
      addresses: ['10.20.3.11'],
      names: [],
      permissionProbe: PROBE,
    });
    expect(inventory.extraTags).toEqual(extraTags);
    const [dryRun] = sandbox.calls.list({ operation: 'CreateSnapshot.DryRun' });
    expect(JSON.stringify(dryRun?.parameters)).toContain('"CostCenter"');
  });

  it('dark: is a problem, not an exception, and keeps what STS said', async () => {
    const query = { addresses: ['10.40.26.11'], names: [] };
    const inventory = await fetchInventory(connect('dark'), query);
    expect(inventory).toMatchObject({ accountId: '777788889999', instances: [] });
    expect(inventory.problems).toMatchObject([{ code: 'environment-unreachable' }]);
    expect(countCalls()).toMatchObject({ DescribeInstances: 3 });
  });

  it('says once that the role cannot be assumed', async () => {
    const environment = createAwsEnvironment({
      name: 'prod-us',
      region: 'us-east-1',
      roleArn: 'arn:aws:iam::444455556666:role/snapgate',
      externalId: 'wrong',
    });
    environments.push(environment);
    const inventory = await fetchInventory(environment, { addresses: ['10.0.0.1'], names: ['a'] });
    expect(inventory.accountId).toBeNull();
    expect(inventory.problems).toHaveLength(1);
    expect(inventory.problems[0]).toMatchObject({ code: 'environment-denied' });
    expect(inventory.problems[0]?.message).toContain('role/snapgate could not be used');
  });

  it.each([
    ['UnauthorizedOperation', 403, 'environment-denied'],
    ['AuthFailure', 401, 'environment-denied'],
    ['RequestLimitExceeded', 503, 'environment-unreachable'],
    ['InternalError', 500, 'environment-unreachable'],
    ['InvalidParameterValue', 400, 'environment-unreachable'],
  ] as const)('counts %s as %s', async (code, status, expected) => {
    const effect = { kind: 'error', code, status } as const;
    sandbox.faults.add({ system: 'ec2', operation: 'DescribeInstances', effect });
    const query = { addresses: ['10.20.3.11'], names: [] };
    const inventory = await fetchInventory(connect('prod-eu'), query);
    expect(inventory.problems).toHaveLength(1);
    expect(inventory.problems[0]).toMatchObject({ code: expected });
    expect(inventory.problems[0]?.message).toContain(code);
  });

  it('gets over one bad answer by itself', async () => {
    const effect = { kind: 'cut' } as const;
    sandbox.faults.add({ system: 'ec2', operation: 'DescribeInstances', count: 1, effect });
    const query = { addresses: ['10.20.3.11'], names: [] };
    expect((await fetchInventory(connect('prod-eu'), query)).problems).toEqual([]);
  });
});
