import { expect, test, vi } from 'vitest';
import { verifyInWords } from '@/testing/test-history';
import { OLGA, requester, startTestServices, type TestServices } from '@/testing/test-services';
import {
  findPassiveMode,
  listPassiveChanges,
  requireActive,
  setPassiveMode,
} from './engine/passive-mode';
import { executeTicket } from './execute-ticket';

const ADA = { subject: 'ada', email: 'ada@example.com', name: 'Ada Admin' };
const REASON = 'The account is being moved.';
const WAIT = { timeout: 10_000 };

function turn({ database }: TestServices, active: boolean): Promise<void> {
  return setPassiveMode(database.prisma, { active, reason: REASON }, ADA);
}

test('while an admin has passive mode on, Execute is refused with the reason and nothing is stored', async () => {
  const services = await startTestServices();
  const { database, config } = services;
  const request = services.requestOf(await services.preview('CHN-7303'));
  await turn(services, true);
  await expect(services.execute(request)).rejects.toMatchObject({
    code: 'passive-mode',
    message: expect.stringContaining(`Ada Admin (ada@example.com) turned it on: ${REASON}`),
  });
  expect(await database.prisma.run.count()).toBe(0);
  expect(await findPassiveMode(database.prisma, config.run)).toMatchObject({ by: 'admin' });

  await turn(services, false);
  expect(await findPassiveMode(database.prisma, config.run)).toBeNull();
  expect(await services.execute(request)).toMatchObject({ kind: 'started' });
  expect((await listPassiveChanges(database.prisma, 9)).map(({ active }) => active)).toEqual([
    false,
    true,
  ]);
  expect(await verifyInWords(database)).toEqual([]);
});

test('what is in flight is followed to its end, the rest waits, and goes on afterwards', async () => {
  const services = await startTestServices({ variables: { CREATE_CONCURRENCY: '1' } });
  const { sandbox } = services;
  const create = { system: 'ec2', operation: 'CreateSnapshot' } as const;
  const hold = sandbox.faults.add({ ...create, effect: { kind: 'hold', when: 'after' } });
  services.work();
  const runId = await services.start('CHN-7303');
  await vi.waitFor(() => expect(sandbox.calls.count(create)).toBe(1), WAIT);
  await turn(services, true);
  sandbox.faults.remove(hold);
  const waiting = await services.waitForRun(runId, ({ completedCount }) => completedCount === 1);
  expect(waiting.steps.map(({ status }) => status).toSorted()).toEqual([
    'created',
    'planned',
    'planned',
  ]);
  expect(sandbox.calls.count(create)).toBe(1);

  await turn(services, false);
  expect((await services.waitForRun(runId)).status).toBe('succeeded');
  expect(services.snapshotsTaken()).toHaveLength(3);
});

test('with the variable, a run of another process waits here and nothing is called', async () => {
  const services = await startTestServices({ variables: { PASSIVE_MODE: 'on' } });
  const { database, config, engine, sandbox } = services;
  await expect(requireActive(database.prisma, config.run)).rejects.toMatchObject({
    message: expect.stringContaining('PASSIVE_MODE'),
  });
  const request = services.requestOf(await services.preview('CHN-7351'));
  await expect(services.execute(request)).rejects.toMatchObject({ code: 'passive-mode' });
  const elsewhere = { ...services.runSources, passive: false };
  const { runId } = await executeTicket(request, requester(OLGA), elsewhere);
  services.work();
  await services.waitForRun(runId, ({ status }) => status === 'running');
  expect(await engine.isPassive()).toBe(true);
  expect(sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
  expect(await services.run(runId)).toMatchObject({ agentEmail: OLGA.email, createdCount: 0 });
});
