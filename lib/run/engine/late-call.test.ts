import { expect, test } from 'vitest';
import { hasEnded, startTestServices, type TestServices } from '@/testing/test-services';

const CALLS = { operation: 'CreateSnapshot' } as const;

/** What a backup knew that was taken while the run had called one step of three. */
async function restoreBackup({ database }: TestServices, runId: string): Promise<void> {
  await database.pool.query(
    `UPDATE step SET status = 'planned', attempts = 0, snapshot_id = NULL, snapshot_state = NULL,
       created_at = NULL, request_id = NULL, updated_at = updated_at - interval '1 hour'
     WHERE run_id = $1 AND position > 0`,
    [runId],
  );
  await database.pool.query(
    `UPDATE run SET status = 'running', finished_at = NULL, lease_owner = NULL, lease_until = NULL,
       started_at = started_at - interval '1 hour' WHERE id = $1`,
    [runId],
  );
}

test('a restored record takes nothing again: late steps are looked up before they are called', async () => {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7303');
  const before = await services.waitForRun(runId, hasEnded);
  await restoreBackup(services, runId);
  const after = await services.waitForRun(runId, hasEnded);
  expect(after).toMatchObject({ status: 'succeeded', createdCount: 3 });
  expect(after.steps.map(({ snapshotId }) => snapshotId)).toEqual(
    before.steps.map(({ snapshotId }) => snapshotId),
  );
  expect(services.snapshotsTaken()).toHaveLength(3);
  expect(services.sandbox.calls.count(CALLS)).toBe(3);
  expect(await services.eventCodes(runId)).toContain('snapshot-found');
});

test('a late step is not called while EC2 cannot be asked, and called once it says there is nothing', async () => {
  const services = await startTestServices();
  const runId = await services.start('CHN-7303');
  await restoreBackup(services, runId);
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'DescribeSnapshots',
    effect: { kind: 'error', status: 500, code: 'InternalError' },
  });
  services.work();
  const lookUps = { operation: 'DescribeSnapshots' } as const;
  const asked = services.sandbox.calls.count(lookUps);
  await expect.poll(() => services.sandbox.calls.count(lookUps)).toBeGreaterThan(asked + 3);
  expect(services.sandbox.calls.count(CALLS)).toBe(0);
  services.sandbox.faults.clear();
  expect(await services.waitForRun(runId, hasEnded)).toMatchObject({ createdCount: 3 });
  expect(services.snapshotsTaken()).toHaveLength(3);
});
