import { expect, test } from 'vitest';
import { hasEnded, startTestServices } from '@/testing/test-services';
import { findOrphans } from './find-orphans';

test('a snapshot with a run’s tag that is not in the record is reported once and not touched', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7351'));
  expect(await findOrphans(services.engine)).toBe(0);

  const [taken] = services.sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call');
  if (taken === undefined) throw new Error('No snapshot was taken.');
  services.sandbox.ec2.world.snapshots.push({ ...taken, snapshotId: 'snap-0000000000000late' });
  expect(await findOrphans(services.engine)).toBe(1);
  expect(await findOrphans(services.engine)).toBe(0);

  const told = await services.waitForRun(run.id);
  expect(told.steps[0]?.snapshotId).toBe(taken.snapshotId);
  expect(services.snapshotsTaken()).toHaveLength(2);
  expect(await services.eventCodes(run.id)).toContain('snapshot-orphaned');
  const texts = services.sandbox.slack.messages.list().map((message) => JSON.stringify(message));
  expect(texts.filter((text) => text.includes('snap-0000000000000late'))).toHaveLength(1);
});

test('a snapshot whose step is still looked up is left to the lookup', async () => {
  const services = await startTestServices({
    variables: { CREATE_DEADLINE_MS: '1000', LOOKUP_WINDOW_MS: '60000' },
  });
  services.work();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    count: 1,
    effect: { kind: 'cut', when: 'after' },
  });
  const hidden = services.sandbox.faults.add({
    system: 'ec2',
    operation: 'DescribeSnapshots',
    effect: { kind: 'read-lag', ms: 60_000 },
  });
  const runId = await services.start('CHN-7351');
  await services.waitForRun(runId, ({ steps }) => steps[0]?.status === 'unknown');
  services.sandbox.faults.remove(hidden);
  expect(await findOrphans(services.engine)).toBe(0);
  const run = await services.waitForRun(runId, hasEnded);
  expect(run.steps[0]?.status).toBe('created');
});

test('an environment that cannot be asked is asked the next time', async () => {
  const services = await startTestServices();
  services.work();
  await services.waitForRun(await services.start('CHN-7351'));
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'DescribeSnapshots',
    effect: { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
  });
  expect(await findOrphans(services.engine)).toBe(0);
});
