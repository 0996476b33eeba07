import { expect, test, vi } from 'vitest';
import { hasEnded, OLGA, startTestServices, type TestServices } from '@/lib/services/test-services';
import type { FaultInput } from '@/sandbox/server/fault';
import { cancelRun } from './cancel-run';

/** One call at a time: while the first is held, the second is prepared and waits for its turn. */
async function startWithOneHeld(services: TestServices, effect: FaultInput['effect']) {
  services.work();
  const fault = { system: 'ec2', operation: 'CreateSnapshot', count: 1, effect } as const;
  const id = services.sandbox.faults.add(fault);
  const runId = await services.start('CHN-7303');
  await services.waitForRun(
    runId,
    ({ steps }) => steps.filter(({ status }) => status === 'calling').length === 2,
  );
  return { runId, release: () => services.sandbox.faults.remove(id) };
}

const countCreates = ({ sandbox }: TestServices) =>
  sandbox.calls.count({ operation: 'CreateSnapshot' });

test('a prepared step of a cancelled run is never called', async () => {
  const services = await startTestServices({ variables: { CREATE_CONCURRENCY: '1' } });
  const { runId, release } = await startWithOneHeld(services, { kind: 'hold', when: 'after' });
  await cancelRun(services.database.prisma, runId, OLGA);
  await vi.waitFor(
    async () => expect(await services.eventCodes(runId)).toContain('create-not-sent'),
    { timeout: 10_000 },
  );
  release();
  const run = await services.waitForRun(runId, hasEnded);
  expect(run.steps.map(({ status }) => status)).toEqual(['created', 'skipped', 'skipped']);
  expect(countCreates(services)).toBe(1);
});

test('a prepared step goes back to the plan when EC2 is too slow to leave its call enough time, and is not looked up', async () => {
  const services = await startTestServices({
    variables: { CREATE_CONCURRENCY: '1', CREATE_DEADLINE_MS: '6000' },
  });
  const { runId, release } = await startWithOneHeld(services, { kind: 'hold', when: 'after' });
  await vi.waitFor(
    async () => expect(await services.eventCodes(runId)).toContain('create-not-sent'),
    { timeout: 10_000 },
  );
  expect(countCreates(services)).toBe(1);
  release();
  expect(await services.waitForRun(runId, hasEnded)).toMatchObject({ status: 'succeeded' });
  expect(services.snapshotsTaken()).toHaveLength(3);
  expect(countCreates(services)).toBe(3);
  expect(await services.eventCodes(runId)).not.toContain('reply-lost');
  const attempts = await services.database.prisma.step.findMany({ select: { attempts: true } });
  expect(attempts).toEqual([{ attempts: 1 }, { attempts: 1 }, { attempts: 1 }]);
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
  await vi.waitFor(() => expect(countCreates(services)).toBe(3), { timeout: 10_000 });
  await cancelRun(services.database.prisma, runId, OLGA);
  services.sandbox.faults.remove(held);
  const run = await services.waitForRun(runId, hasEnded);
  expect(run.steps.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped']);
  expect(countCreates(services)).toBe(3);
});
