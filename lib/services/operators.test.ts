import { expect, test } from 'vitest';
import { listRestrictedEnvironments } from '@/lib/auth/operators';
import { findSessionPerson } from '@/lib/auth/find-session';
import { openSession } from '@/lib/auth/open-session';
import { requireReference } from '@/lib/preview/load-ticket';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { executeTicket } from '@/lib/run/execute-ticket';
import { retryRun } from '@/lib/run/retry-run';
import { OLGA, requester, startTestServices, type TestServices } from '@/testing/test-services';

const OPERATORS = { 'prod-eu': ['eu-ops'], 'prod-us': ['us-ops', 'night-shift'] } as const;
/** One good server in each of the two environments. */
const BOTH = 'CHN-7327';

/** What a person of these groups is shown, and what their presses do. */
async function open(groups: readonly string[]) {
  const services = await startTestServices({ operators: OPERATORS });
  const { config, runSources } = services;
  const executor = {
    restrictedEnvironments: listRestrictedEnvironments(groups, config.environments),
  };
  const planFor = (ticket: string, environment: string) =>
    previewTicket(
      {
        reference: requireReference(ticket, config.freshservice),
        environmentChoice: environment,
        agentEmail: OLGA.email,
        executor,
      },
      runSources.preview,
    );
  const who = { ...requester(OLGA, true), executor };
  return { services, planFor, who };
}

// groups, and in which of the choices of environment everything may be taken
test.each([
  [['eu-ops'], ['prod-eu']],
  [['us-ops'], ['prod-us']],
  [['night-shift'], ['prod-us']],
  [
    ['eu-ops', 'us-ops'],
    ['prod-eu', 'prod-us', 'all'],
  ],
  [['snapgate-admins'], []],
  [[], []],
])('members of %j may execute in %j', async (groups, allowed) => {
  const { services, planFor, who } = await open(groups);
  for (const [ticket, environment] of [
    ['CHN-7303', 'prod-eu'],
    ['CHN-7322', 'prod-us'],
    [BOTH, 'all'],
  ] as const) {
    const plan = await planFor(ticket, environment);
    const blocks = plan.findings.filter(({ code }) => code === 'not-operator');
    expect([environment, blocks.length === 0]).toEqual([
      environment,
      allowed.includes(environment),
    ]);
    if (blocks.length === 0) continue;
    // Not even the override role lifts it; the refusal says whom to ask.
    const request = services.requestOf(plan, { reason: 'A written reason.' });
    const outcome = await executeTicket(request, who, services.runSources);
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-blocked' });
    expect(outcome.kind === 'rejected' && outcome.message).toContain('Only members of');
  }
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
});

test('a retry by a person who is no operator there is refused', async () => {
  const { services, who } = await open(['us-ops']);
  await signIn(services, ['eu-ops']);
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
  });
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7351'));
  expect(run.status).toBe('failed');
  const outcome = await retryRun(
    { runId: run.id, idempotencyKey: services.engine.newId(), acknowledged: [] },
    who,
    services.runSources,
  );
  expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-blocked' });
});

async function signIn({ database, engine }: TestServices, groups: readonly string[]) {
  await database.prisma.session.create({
    data: { id: engine.newId(), ...OLGA, groups: [...groups] },
  });
}

test.each([
  ['eu-ops', 'succeeded', 3],
  ['us-ops', 'cancelled', 0],
])('the worker asks again: a run of a member of %s ends as %s', async (group, status, taken) => {
  const { services } = await open([]);
  await signIn(services, [group]);
  const runId = await services.start('CHN-7303');
  services.work();
  expect((await services.waitForRun(runId)).status).toBe(status);
  expect(services.snapshotsTaken()).toHaveLength(taken);
  if (taken > 0) return;
  const [line] = await services.database.prisma.event.findMany({
    where: { runId, code: 'run-cancelled' },
  });
  expect(line?.message).toContain('Olga Operator is not an operator of prod-eu');
});

test('a sign-in keeps the groups of operators, and only groups that the configuration names', async () => {
  const { services } = await open([]);
  const { database, config } = services;
  const claims = { sub: 'olga', name: 'Olga', groups: ['eu-ops', 'operators', 'football'] };
  const id = await openSession(database.prisma, claims, config);
  const person = await findSessionPerson(database.prisma, id, config.roleGroups);
  expect(person).toMatchObject({ roles: ['operator'], groups: ['operators', 'eu-ops'] });
});
