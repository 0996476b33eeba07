import { describe, expect, test } from 'vitest';
import { revokeSessions, signOutEverywhere } from '@/lib/auth/revocation';
import type { Person } from '@/lib/auth/role';
import { cancelRunsOf } from '@/lib/run/cancel-run';
import { OLGA, startTestServices, type TestServices } from '@/testing/test-services';

const ADA: Person = {
  subject: 'ada',
  email: 'ada@example.com',
  name: 'Ada',
  roles: ['admin'],
  groups: [],
};

async function signInOlga({ database, engine }: TestServices): Promise<void> {
  await database.prisma.session.create({ data: { id: engine.newId(), ...OLGA } });
}

describe('a run of someone whose access an admin ended', () => {
  test('takes nothing when the worker finds it afterwards, and its log says who ended it', async () => {
    const services = await startTestServices();
    await signInOlga(services);
    const runId = await services.start('CHN-7303');
    // Only the sessions, as if the run had been stored at the very same moment.
    await revokeSessions(services.database.prisma, OLGA.subject, ADA);
    services.work();
    const run = await services.waitForRun(runId);
    expect(run.status).toBe('cancelled');
    expect(services.snapshotsTaken()).toEqual([]);
    const [line] = await services.database.prisma.event.findMany({
      where: { runId, code: 'run-cancelled' },
    });
    expect(line?.message).toContain('ada@example.com');
    expect(line?.message).toContain('revoked the access of Olga Operator');
  });

  test('stops at once where it waits, without any worker', async () => {
    const services = await startTestServices();
    const runId = await services.start('CHN-7303');
    expect(await cancelRunsOf(services.database.prisma, OLGA.subject, ADA)).toBe(1);
    expect((await services.run(runId)).steps.map(({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
    expect(await cancelRunsOf(services.database.prisma, OLGA.subject, ADA)).toBe(0);
  });
});

test('a run goes on when its person has signed out everywhere', async () => {
  const services = await startTestServices();
  await signInOlga(services);
  const runId = await services.start('CHN-7303');
  await signOutEverywhere(services.database.prisma, { ...OLGA, roles: [], groups: [] });
  services.work();
  expect((await services.waitForRun(runId)).status).toBe('succeeded');
  expect(services.snapshotsTaken()).toHaveLength(3);
});
