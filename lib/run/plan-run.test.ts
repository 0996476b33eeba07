import { expect, test, vi } from 'vitest';
import { OLGA, requester, startTestServices } from '@/testing/test-services';
import { executeTicket } from './execute-ticket';

const PROBE = { system: 'ec2', operation: 'CreateSnapshot.DryRun' } as const;

test('a session that ends while the plan is being read stores no run, not even a rejected one', async () => {
  const services = await startTestServices();
  const { prisma } = services.database;
  const sessionId = services.engine.newId();
  await prisma.session.create({ data: { id: sessionId, ...OLGA } });
  const request = services.requestOf(await services.preview('CHN-7303'));
  const blocked = services.requestOf(await services.preview('CHN-7344'), { acknowledged: [] });
  const olga = { ...requester(OLGA), sessionId };

  const before = services.sandbox.calls.last();
  const hold = services.sandbox.faults.add({ ...PROBE, effect: { kind: 'hold', when: 'before' } });
  const pressed = [request, blocked].map((one) => executeTicket(one, olga, services.runSources));
  const answered = Promise.allSettled(pressed);
  const held = () => services.sandbox.calls.list({ ...PROBE, after: before });
  await vi.waitFor(() => expect(held().length).toBeGreaterThanOrEqual(2), { timeout: 10_000 });
  await prisma.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } });
  services.sandbox.faults.remove(hold);

  for (const outcome of await answered) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'not-signed-in' } });
  }
  expect(await prisma.run.count()).toBe(0);
});
