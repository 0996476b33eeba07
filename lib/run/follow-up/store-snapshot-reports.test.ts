import { expect, test } from 'vitest';
import { startTestServices } from '@/testing/test-services';
import type { RunStep } from '../run';

test.each([
  ['at 0 %', (percent: number) => percent === 0],
  ['later', (percent: number) => percent > 0],
])('a snapshot deleted while pending, %s, is told once two readings agree', async (_, isAt) => {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7373');
  const isListed = ({ snapshotProgress }: RunStep) =>
    snapshotProgress !== null && isAt(snapshotProgress);
  const begun = await services.waitForRun(runId, ({ steps }) => steps.some(isListed));
  const step = begun.steps.find(isListed);
  if (step?.snapshotId == null) throw new Error('Nothing was taken.');
  const { snapshots } = services.sandbox.ec2.world;
  snapshots.splice(
    snapshots.findIndex(({ snapshotId }) => snapshotId === step.snapshotId),
    1,
  );

  const run = await services.waitForRun(runId, ({ steps }) =>
    steps.some(({ errorCode }) => errorCode === 'snapshot-missing'),
  );
  const gone = run.steps.find(({ id }) => id === step.id);
  expect(gone).toMatchObject({
    status: 'failed',
    errorMessage: `EC2 no longer lists ${step.snapshotId}: it was deleted outside Snapgate.`,
  });
  // The first reading that left it out was recorded, and decided nothing.
  const codes = await services.eventCodes(runId);
  expect(codes.filter((code) => code === 'snapshot-progress').length).toBeGreaterThan(1);
});
