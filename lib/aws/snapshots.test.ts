import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Sandbox } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { createAwsEnvironment, type AwsEnvironment } from './aws-environment';

let sandbox: Sandbox;
let environment: AwsEnvironment;

beforeAll(async () => {
  const settings = { perVolumeIntervalMs: 0, snapshotDurationMs: 20_000 };
  const options = { dataDir: '', appUrl: 'http://127.0.0.1', settings };
  sandbox = await startSandbox({ ...options, include: ['ec2'] });
});
afterAll(() => sandbox.close());

beforeEach(() => {
  sandbox.reset();
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
  environment = createAwsEnvironment({ name: 'prod-eu', region: 'eu-west-1' });
});

afterEach(() => {
  environment.destroy();
  vi.unstubAllEnvs();
});

/** Takes a snapshot as the engine does; a fault may lose the reply. */
async function create(stepId: string) {
  const [volume] = sandbox.ec2.world.volumes.filter(
    (one) => one.region === 'eu-west-1' && one.state === 'in-use',
  );
  const tags = [
    { key: 'snapgate:run', value: 'run-1' },
    { key: 'snapgate:step', value: stepId },
  ];
  const order = { volumeId: volume?.volumeId ?? '', description: 'd', tags };
  return environment.createSnapshot(order, { deadlineAt: performance.now() + 2_000 });
}

it('finds the one snapshot of a create whose reply was lost', async () => {
  sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    count: 1,
    effect: { kind: 'cut', when: 'after' },
  });
  expect(await create('step-1')).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
  const found = await environment.findSnapshotsByStep({ runId: 'run-1', stepId: 'step-1' });
  expect(found).toMatchObject([{ state: 'pending', progress: null }]);
  expect(sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(1);
});

it('tells the steps of a run apart, oldest first', async () => {
  const first = await create('step-1');
  sandbox.clock.advance(1_000);
  const second = await create('step-2');
  sandbox.clock.advance(1_000);
  const third = await create('step-1');
  const idOf = (outcome: typeof first) =>
    outcome.kind === 'created' ? outcome.snapshotId : outcome.code;
  const byStep = await environment.findSnapshotsByStep({ runId: 'run-1', stepId: 'step-1' });
  expect(byStep.map(({ snapshotId }) => snapshotId)).toEqual([idOf(first), idOf(third)]);
  const ofRuns = await environment.findSnapshotsOfRuns(['run-0', 'run-1']);
  expect(new Map(ofRuns.map(({ snapshotId, stepId }) => [snapshotId, stepId]))).toEqual(
    new Map([
      [idOf(first), 'step-1'],
      [idOf(second), 'step-2'],
      [idOf(third), 'step-1'],
    ]),
  );
  expect(ofRuns.every(({ runId }) => runId === 'run-1')).toBe(true);
  expect(await environment.findSnapshotsByStep({ runId: 'run-2', stepId: 'step-1' })).toEqual([]);
});

it('reports progress, and what is missing, in the order asked', async () => {
  const outcome = await create('step-1');
  if (outcome.kind !== 'created') throw new Error(outcome.code);
  sandbox.clock.advance(5_000);
  const asked = ['snap-gone', outcome.snapshotId, outcome.snapshotId];
  expect(await environment.describeSnapshots(asked)).toEqual([
    { snapshotId: 'snap-gone', state: 'missing' },
    {
      snapshotId: outcome.snapshotId,
      state: 'pending',
      progress: expect.toSatisfy((percent) => percent > 0 && percent < 100) as unknown,
      stateMessage: null,
    },
  ]);
  sandbox.clock.advance(60_000);
  expect(await environment.describeSnapshots([outcome.snapshotId])).toMatchObject([
    { state: 'completed', progress: 100 },
  ]);
});

it('passes on why a snapshot failed', async () => {
  const effect = { kind: 'failed-snapshot' } as const;
  sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot', effect });
  const outcome = await create('step-1');
  if (outcome.kind !== 'created') throw new Error(outcome.code);
  sandbox.clock.advance(60_000);
  expect(await environment.describeSnapshots([outcome.snapshotId])).toMatchObject([
    { state: 'error', stateMessage: 'The snapshot could not be completed' },
  ]);
});
