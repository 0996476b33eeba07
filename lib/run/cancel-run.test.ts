import { v7 as createId } from 'uuid';
import { expect, test, vi } from 'vitest';
import {
  hasEnded,
  OLGA,
  requester,
  startTestServices,
  type TestServices,
} from '@/testing/test-services';
import { cancelRun } from './cancel-run';
import { retryRun } from './retry-run';

function retry(services: TestServices, runId: string, idempotencyKey: string = createId()) {
  const request = { runId, idempotencyKey, acknowledged: [] };
  return retryRun(request, requester(OLGA), services.runSources);
}

/** A run of three volumes of which EC2 refuses the second for good. */
async function startPartialRun() {
  const services = await startTestServices();
  services.work();
  const plan = await services.preview('CHN-7303');
  const volumeId = plan.steps[1]?.volumeId ?? '';
  const fault = services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    parameters: { VolumeId: volumeId },
    effect: { kind: 'error', code: 'InvalidVolume.NotFound', status: 400 },
  });
  const run = await services.waitForRun(await services.start('CHN-7303'), hasEnded);
  services.sandbox.faults.remove(fault);
  return { services, run, volumeId };
}

test('cancelling before anything was called skips every step, and no snapshot is taken', async () => {
  const services = await startTestServices();
  const runId = await services.start('CHN-7303');
  await cancelRun(services.database.prisma, runId, OLGA);
  await cancelRun(services.database.prisma, runId, OLGA);
  services.work();
  const run = await services.waitForRun(runId, hasEnded);
  expect(run.status).toBe('cancelled');
  expect(run.steps.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped']);
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
  const codes = await services.eventCodes(runId);
  expect(codes.filter((code) => code === 'run-cancelled')).toHaveLength(1);
});

test('cancelling follows the call in flight to its end and skips what was not called', async () => {
  const services = await startTestServices({ variables: { CREATE_CONCURRENCY: '1' } });
  services.work();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: { kind: 'latency', ms: 1_000 },
  });
  const runId = await services.start('CHN-7303');
  await services.waitForRun(
    runId,
    (run) => run.status === 'running' && run.steps.some(({ status }) => status === 'calling'),
  );
  await cancelRun(services.database.prisma, runId, OLGA);
  const run = await services.waitForRun(runId, hasEnded);
  expect(run.status).toBe('cancelled');
  expect(run.steps.map(({ status }) => status)).toEqual(['created', 'skipped', 'skipped']);
  expect(services.snapshotsTaken()).toHaveLength(1);
});

test('a call that EC2 refuses for now after the run was cancelled is not tried again', async () => {
  const services = await startTestServices();
  services.work();
  const operation = 'CreateSnapshot';
  services.sandbox.faults.add({
    system: 'ec2',
    operation,
    effect: { kind: 'error', code: 'RequestLimitExceeded', status: 503, when: 'before' },
  });
  const held = services.sandbox.faults.add({
    system: 'ec2',
    operation,
    effect: { kind: 'hold', when: 'before' },
  });
  const runId = await services.start('CHN-7303');
  await vi.waitFor(() => expect(services.sandbox.calls.count({ operation })).toBe(3), {
    timeout: 10_000,
  });
  await cancelRun(services.database.prisma, runId, OLGA);
  services.sandbox.faults.remove(held);
  const run = await services.waitForRun(runId, hasEnded);
  expect(run.steps.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped']);
  expect(services.sandbox.calls.count({ operation })).toBe(3);
});

test('cancelling a run that has ended changes nothing', async () => {
  const services = await startTestServices();
  services.work();
  const ended = await services.waitForRun(await services.start('CHN-7351'));
  await cancelRun(services.database.prisma, ended.id, OLGA);
  expect(await services.run(ended.id)).toEqual(ended);
});

test('what failed is taken again as a run of its own, linked to the first', async () => {
  const { services, run, volumeId } = await startPartialRun();
  expect(run.status).toBe('partial');
  const outcome = await retry(services, run.id);
  expect(outcome).toMatchObject({ kind: 'started' });
  if (outcome.kind !== 'started') return;
  const second = await services.waitForRun(outcome.runId, hasEnded);
  expect(second).toMatchObject({ status: 'succeeded', retryOf: run.id });
  expect(second.steps.map((step) => step.volumeId)).toEqual([volumeId]);
  expect((await services.run(run.id)).retriedBy).toEqual([second.id]);
  expect(services.snapshotsTaken()).toHaveLength(3);
});

test('retrying twice with one key is one run', async () => {
  const { services, run } = await startPartialRun();
  const key = createId();
  const outcomes = await Promise.all([retry(services, run.id, key), retry(services, run.id, key)]);
  expect(outcomes[0]).toMatchObject({ kind: 'started' });
  expect(outcomes[1]).toEqual(outcomes[0]);
});

test('a retry is refused when the ticket no longer asks for the volume', async () => {
  const { services, run } = await startPartialRun();
  services.sandbox.freshservice.writeTasks('CHN-7303', [
    { title: 'snap:web-01', description: '<div>10.20.3.11</div>' },
  ]);
  expect(await retry(services, run.id)).toMatchObject({ kind: 'rejected', code: 'plan-changed' });
});

test('a run with every snapshot has nothing to take again', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7351'), hasEnded);
  await expect(retry(services, run.id)).rejects.toMatchObject({ code: 'request-unreadable' });
  await expect(retry(services, createId())).rejects.toMatchObject({ code: 'not-found' });
});
