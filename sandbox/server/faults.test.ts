import {
  CreateSnapshotCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox';
import { startSandbox } from '../start-sandbox';
import type { FaultInput } from './fault';

let sandbox: Sandbox;
let ec2: EC2Client;

beforeAll(async () => {
  const settings = { perVolumeIntervalMs: 0 };
  sandbox = await startSandbox({
    dataDir: '',
    appUrl: 'http://127.0.0.1:1',
    include: ['ec2', 'freshservice'],
    settings,
  });
  ec2 = new EC2Client({
    endpoint: sandbox.ec2.url,
    region: 'eu-west-1',
    credentials: sandbox.ec2,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: 1_000, throwOnRequestTimeout: true }),
  });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const volumeId = () => sandbox.ec2.world.volumes[0]?.volumeId ?? '';
const createSnapshot = () => ec2.send(new CreateSnapshotCommand({ VolumeId: volumeId() }));
const created = () => sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call').length;

function failCreate(effect: FaultInput['effect'], rest: Partial<FaultInput> = {}) {
  sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot', effect, ...rest });
}

test.each([
  ['cut before the effect', { kind: 'cut', when: 'before' }, { code: 'ECONNRESET' }, 0],
  ['cut after the effect', { kind: 'cut', when: 'after' }, { code: 'ECONNRESET' }, 1],
  ['no answer before the effect', { kind: 'hang' }, { name: 'TimeoutError' }, 0],
  ['no answer after the effect', { kind: 'hang', when: 'after' }, { name: 'TimeoutError' }, 1],
  [
    '500 before the effect',
    { kind: 'error', code: 'InternalError' },
    { name: 'InternalError', $metadata: { httpStatusCode: 500 } },
    0,
  ],
  [
    '500 after the effect',
    { kind: 'error', code: 'InternalError', when: 'after' },
    { name: 'InternalError' },
    1,
  ],
  [
    'throttled',
    { kind: 'error', code: 'RequestLimitExceeded' },
    { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } },
    0,
  ],
  ['expired credentials', { kind: 'error', code: 'RequestExpired' }, { name: 'RequestExpired' }, 0],
] as const)('%s', async (_, effect, error, snapshots) => {
  failCreate(effect, { count: 1 });
  await expect(createSnapshot()).rejects.toMatchObject(error);
  expect(created()).toBe(snapshots);
  await expect(createSnapshot()).resolves.toMatchObject({ State: 'pending' });
  expect(sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(2);
});

test('strikes only the calls that it names, after those it lets through', async () => {
  failCreate({ kind: 'cut' }, { parameters: { VolumeId: 'vol-other' } });
  failCreate({ kind: 'error', code: 'IncorrectState' }, { skip: 1, count: 1 });
  const names: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    names.push(
      await createSnapshot().then(
        () => 'created',
        (error: unknown) => (error instanceof Error ? error.name : 'no error'),
      ),
    );
  }
  expect(names).toEqual(['created', 'IncorrectState', 'created']);
});

test('a probability with a seed strikes the same calls each time', async () => {
  const strikes = async () => {
    sandbox.reset();
    sandbox.faults.add({
      system: 'freshservice',
      probability: 0.5,
      seed: 7,
      effect: { kind: 'error', status: 500 },
    });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1)
      statuses.push((await fetch(sandbox.freshservice.url + '/changes/7303')).status);
    return statuses;
  };
  const first = await strikes();
  expect(new Set(first)).toEqual(new Set([500, 401]));
  expect(await strikes()).toEqual(first);
});

test('a read lag hides what was just created', async () => {
  sandbox.faults.add({
    system: 'ec2',
    operation: 'DescribeSnapshots',
    effect: { kind: 'read-lag', ms: 5000 },
  });
  await createSnapshot();
  const visible = async () => {
    const Filters = [{ Name: 'volume-id', Values: [volumeId()] }];
    return (await ec2.send(new DescribeSnapshotsCommand({ Filters }))).Snapshots?.length;
  };
  expect(await visible()).toBe(0);
  sandbox.clock.advance(5000);
  expect(await visible()).toBe(1);
});

test('snapshots can be slow, and can end in an error', async () => {
  failCreate({ kind: 'slow-snapshot', ms: 3_600_000 }, { count: 1 });
  await createSnapshot();
  sandbox.clock.advance(20_000);
  failCreate({ kind: 'failed-snapshot' });
  await createSnapshot();
  sandbox.clock.advance(60_000);
  const Filters = [{ Name: 'volume-id', Values: [volumeId()] }];
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ Filters }));
  expect(Snapshots.map(({ State }) => State).join()).toMatch(/^(error,pending|pending,error)$/);
});

test('a late answer still comes', async () => {
  sandbox.faults.add({ system: 'ec2', effect: { kind: 'latency', ms: 30 } });
  const startedAt = performance.now();
  await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
  expect(performance.now() - startedAt).toBeGreaterThan(28);
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a call that is held %s its effect goes on when the hold ends', async (when, done) => {
  const hold = sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: { kind: 'hold', when },
  });
  // Its caller gives up meanwhile, as one does that is killed; the call itself goes on.
  await expect(createSnapshot()).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(sandbox.calls.list().at(-1)?.outcome).toBe(`held-${when}`);
  expect(created()).toBe(done);
  sandbox.faults.remove(hold);
  await expect.poll(() => sandbox.calls.list().at(-1)?.outcome).toBe('answered');
  expect(created()).toBe(1);
});
