import { describe, expect, test, vi } from 'vitest';
import { revokeSessions } from '@/lib/auth/revocation';
import { armRun, disarmRun, listArmedRuns, type ArmRequest } from '@/lib/run/before/armed-run';
import { readComing } from '@/lib/run/before/read-coming';
import { startArmedRuns } from '@/lib/run/before/start-armed';
import { setPassiveMode } from '@/lib/run/engine/passive-mode';
import { verifyInWords } from '@/testing/test-history';
import { OLGA, requester, startTestServices, type TestServices } from '@/testing/test-services';
import { createServices } from './services';

const ADA = { subject: 'ada', email: 'ada@example.com', name: 'Ada Admin' };
const TICKET = 'CHN-8001';
const SERVERS = [
  { name: 'night-01', address: '10.20.97.11' },
  { name: 'night-02', address: '10.20.97.12' },
];
const taskOf = ({ name, address }: (typeof SERVERS)[number]) => ({
  title: `snap: ${name}`,
  description: `<p>${address}</p>`,
});
const HOUR_MS = 3_600_000;

/** A change whose window starts in two hours, and Olga, who signed in once and left. */
async function open(
  variables: Readonly<Record<string, string>> = {},
  databaseTimeZone = 'UTC',
): Promise<TestServices> {
  const services = await startTestServices({ variables, databaseTimeZone });
  services.sandbox.addSample({
    reference: TICKET,
    situation: 'Tonight',
    subject: 'Patch the night servers',
    shows: [],
    servers: SERVERS,
    tasks: SERVERS.map(taskOf),
    window: { fromDays: 2 / 24, toDays: 6 / 24 },
  });
  const { prisma } = services.database;
  await prisma.session.create({
    data: { id: services.engine.newId(), ...OLGA, groups: ['operators'] },
  });
  return services;
}

async function requestFor(services: TestServices, afterStartMs = 0): Promise<ArmRequest> {
  const plan = await services.preview(TICKET);
  const { idempotencyKey: _unused, ...request } = services.requestOf(plan);
  const start = Date.parse(plan.ticket.plannedStartAt ?? '') + afterStartMs;
  return { ...request, startAt: new Date(start).toISOString() };
}

async function arm(services: TestServices): Promise<string> {
  const outcome = await armRun(await requestFor(services), requester(OLGA), services.runSources);
  if (outcome.kind === 'armed') return outcome.id;
  throw new Error(outcome.message);
}

/**
 * As if its time had come so long ago. What was armed cannot be changed, so the guard is off for the
 * moment, and the ticket's own window moves along.
 */
async function passTime(services: TestServices, lateMs = 1_000): Promise<void> {
  const { pool } = services.database;
  const at = new Date(Math.floor((Date.now() - lateMs) / 1000) * 1000).toISOString();
  await pool.query('ALTER TABLE armed_run DISABLE TRIGGER armed_run_keep');
  await pool.query('UPDATE armed_run SET start_at = $1, planned_start_at = $1', [at]);
  await pool.query('ALTER TABLE armed_run ENABLE TRIGGER armed_run_keep');
  edit(services, { planned_start_date: at });
}

function edit({ sandbox }: TestServices, fields: object): void {
  const { tickets } = sandbox.freshservice;
  const ticket = tickets.findByReference(TICKET);
  if (ticket === undefined) throw new Error(`${TICKET} is gone.`);
  tickets.editFields(ticket, fields);
}

async function ending({ database }: TestServices, id: string) {
  const row = await database.prisma.armedRun.findUniqueOrThrow({ where: { id } });
  const run =
    row.runId === null
      ? null
      : await database.prisma.run.findUniqueOrThrow({ where: { id: row.runId } });
  return { status: row.status, by: row.endedBy, run: run?.status, why: run?.errorMessage ?? null };
}

/** Until nothing is armed: on a busy machine an attempt can fail, and the next one is 10 s later. */
async function startUntilEnded({ armed, database }: TestServices): Promise<void> {
  await vi.waitFor(
    async () => {
      await database.prisma.$executeRaw`
        UPDATE armed_run SET held_until = NULL WHERE status = 'armed'`;
      await startArmedRuns(armed);
      expect(await database.prisma.armedRun.count({ where: { status: 'armed' } })).toBe(0);
    },
    { timeout: 30_000, interval: 100 },
  );
}

describe('at its time', { timeout: 60_000 }, () => {
  test('it starts once, with no one signed in, whatever number of processes try', async () => {
    const services = await open();
    const id = await arm(services);
    expect(await listArmedRuns(services.database.prisma)).toMatchObject([
      { id, ticket: TICKET, agentName: OLGA.name },
    ]);
    await passTime(services);
    const second = createServices(services.config, services.database);
    await Promise.all(
      [services, second, services, second].map(({ armed }) => startArmedRuns(armed)),
    );
    expect(await ending(services, id)).toMatchObject({ status: 'started', run: 'queued' });
    expect(await services.database.prisma.run.count()).toBe(1);
    services.work();
    const { runId } = await services.database.prisma.armedRun.findUniqueOrThrow({ where: { id } });
    const run = await services.waitForRun(runId ?? '');
    expect(run).toMatchObject({ status: 'succeeded', agentEmail: OLGA.email });
    expect(services.snapshotsTaken()).toHaveLength(SERVERS.length);
    const codes = await services.database.prisma.ledger.findMany({ orderBy: { seq: 'asc' } });
    expect(codes.map(({ code }) => code)).toEqual(['run-armed', 'armed-run-ended']);
    expect(await verifyInWords(services.database)).toEqual([]);
  });

  test('the worker finds it by itself', async () => {
    const services = await open();
    const id = await arm(services);
    services.work();
    await passTime(services);
    await vi.waitFor(
      async () => expect(await ending(services, id)).toMatchObject({ status: 'started' }),
      { timeout: 10_000 },
    );
  });

  test.each<[string, string, (services: TestServices) => unknown]>([
    [
      'a task was added',
      'changed since you looked',
      ({ sandbox }) =>
        sandbox.freshservice.writeTasks(TICKET, [
          ...SERVERS.map(taskOf),
          { title: 'snap: web-01', description: '<p>10.20.3.11</p>' },
        ]),
    ],
    [
      'a task has a mistake now',
      'blocked',
      ({ sandbox }) =>
        sandbox.freshservice.writeTasks(TICKET, [{ title: 'snap: x', description: null }]),
    ],
    [
      'the server has another name',
      'changed',
      ({ sandbox }) => {
        const one = sandbox.ec2.world.instances.find(
          ({ primaryAddress }) => primaryAddress === SERVERS[0]?.address,
        );
        sandbox.ec2.editInstance(one?.instanceId ?? '', { nameTag: 'night-99' });
      },
    ],
    [
      'the approval was withdrawn',
      'not acknowledged',
      (services) => edit(services, { approval_status: 2 }),
    ],
    ['the change is closed', 'is closed', (services) => edit(services, { status: 6 })],
    [
      'the change was moved',
      'The planned start of',
      (services) =>
        edit(services, { planned_start_date: new Date(Date.now() + HOUR_MS).toISOString() }),
    ],
    [
      'an admin ended the access',
      'revoked the access',
      ({ database }) =>
        revokeSessions(database.prisma, OLGA.subject, { ...ADA, roles: [], groups: [] }),
    ],
    [
      'the person is in no group any longer',
      'no longer has permission to execute',
      ({ database }) => database.prisma.session.updateMany({ data: { groups: [] } }),
    ],
    [
      'passive mode is on',
      'passive mode',
      ({ database }) =>
        setPassiveMode(database.prisma, { active: true, reason: 'An incident.' }, ADA),
    ],
  ])('%s: it does not start, the history and Slack say why', async (_, why, change) => {
    const services = await open();
    const id = await arm(services);
    await passTime(services);
    await change(services);
    await startUntilEnded(services);
    const end = await ending(services, id);
    expect(end).toMatchObject({ run: 'rejected', why: expect.stringContaining(why) });
    expect(['not-started', 'disarmed']).toContain(end.status);
    services.work();
    await vi.waitFor(() => expect(services.sandbox.slack.messages.list()).toHaveLength(1), {
      timeout: 10_000,
    });
    expect(services.snapshotsTaken()).toEqual([]);
  });

  test('no time zone moves it, not that of the database and not that of the tags', async () => {
    const services = await open({ TIME_ZONE: 'America/New_York' }, 'Europe/Berlin');
    const request = await requestFor(services);
    await armRun(request, requester(OLGA), services.runSources);
    const [armed] = await listArmedRuns(services.database.prisma);
    expect(armed?.startAt).toBe(new Date(request.startAt).toISOString());
    await startArmedRuns(services.armed);
    expect(await listArmedRuns(services.database.prisma)).toHaveLength(1);
    await passTime(services);
    await startArmedRuns(services.armed);
    expect(await ending(services, armed?.id ?? '')).toMatchObject({ status: 'started' });
  });

  test('a process whose clock is an hour behind, as after a wrong change of daylight saving, starts it all the same', async () => {
    const services = await open();
    const id = await arm(services);
    await passTime(services);
    const behind = () => new Date(Date.now() - HOUR_MS);
    const { runSources } = services;
    const preview = { ...runSources.preview, now: behind };
    await startArmedRuns({ ...services.armed, runSources: { ...runSources, preview } });
    expect(await ending(services, id)).toMatchObject({ status: 'started' });
  });

  test('missed by more than 15 minutes, it does not start', async () => {
    const services = await open();
    const id = await arm(services);
    await passTime(services, 16 * 60_000);
    await startArmedRuns(services.armed);
    expect(await ending(services, id)).toMatchObject({
      status: 'not-started',
      why: expect.stringContaining('the start time was missed by more than 15 minutes'),
    });
  });

  test('while Freshservice is down it waits, and starts when it is back in time', async () => {
    const services = await open();
    const id = await arm(services);
    await passTime(services);
    const fault = services.sandbox.faults.add({
      system: 'freshservice',
      effect: { kind: 'error', status: 503 },
    });
    await startArmedRuns(services.armed);
    expect(await ending(services, id)).toMatchObject({ status: 'armed' });
    services.sandbox.faults.remove(fault);
    await services.database.prisma.$executeRaw`UPDATE armed_run SET held_until = NULL`;
    await startArmedRuns(services.armed);
    expect(await ending(services, id)).toMatchObject({ status: 'started' });
  });

  test('a process that planned too long starts nothing that another one ended meanwhile', async () => {
    const services = await open();
    const id = await arm(services);
    await passTime(services);
    const hold = services.sandbox.faults.add({
      system: 'freshservice',
      operation: 'GetTicket',
      count: 1,
      effect: { kind: 'hold', when: 'before' },
    });
    const slow = startArmedRuns(services.armed);
    await vi.waitFor(() =>
      expect(services.sandbox.calls.count({ operation: 'GetTicket' })).toBeGreaterThan(1),
    );
    expect(await disarmRun(services.database, id, ADA)).toBe(true);
    services.sandbox.faults.remove(hold);
    await slow;
    expect(await services.database.prisma.run.count()).toBe(0);
    expect(await ending(services, id)).toMatchObject({
      status: 'disarmed',
      by: 'Ada Admin (ada@example.com)',
    });
  });
});

describe('arming', { timeout: 60_000 }, () => {
  test('a second one for the ticket is refused, until the first is disarmed', async () => {
    const services = await open();
    const id = await arm(services);
    await expect(arm(services)).rejects.toThrow('already armed');
    expect(await disarmRun(services.database, id, ADA)).toBe(true);
    expect(await disarmRun(services.database, id, ADA)).toBe(false);
    await arm(services);
  });

  test.each([
    ['before the window', -60_000],
    ['after the window', 5 * HOUR_MS],
  ])('a time %s is refused', async (_, afterStartMs) => {
    const services = await open();
    const request = await requestFor(services, afterStartMs);
    await expect(armRun(request, requester(OLGA), services.runSources)).rejects.toThrow(
      'outside the planned window',
    );
  });

  test('a plan that is blocked, or differs from what was seen, is refused with the reason', async () => {
    const services = await open();
    const request = await requestFor(services);
    services.sandbox.freshservice.writeTasks(TICKET, [{ title: 'snap: x', description: null }]);
    const outcome = await armRun(request, requester(OLGA), services.runSources);
    expect(outcome).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Not armed'),
    });
    expect(await listArmedRuns(services.database.prisma)).toEqual([]);
  });

  test('a rule that blocks outside the window does not keep one from arming inside it', async () => {
    const services = await open({ POLICY_WINDOW: 'block' });
    const id = await arm(services);
    await passTime(services);
    await startArmedRuns(services.armed);
    expect(await ending(services, id)).toMatchObject({ status: 'started' });
  });

  test('what was armed cannot be changed or removed, not even by the application', async () => {
    const services = await open();
    await arm(services);
    for (const statement of [
      "UPDATE armed_run SET fingerprint = 'other'",
      "UPDATE armed_run SET start_at = start_at + interval '1 hour'",
      'DELETE FROM armed_run',
    ]) {
      await expect(services.database.pool.query(statement)).rejects.toThrow('never changed');
    }
  });
});

test.each<[string, (services: TestServices) => void]>([
  [
    'moved',
    (services) =>
      edit(services, { planned_start_date: new Date(Date.now() + HOUR_MS).toISOString() }),
  ],
  ['closed', (services) => edit(services, { status: 6 })],
])('a change that is %s is disarmed by the next reading, before its time', async (_, change) => {
  const services = await open();
  const id = await arm(services);
  await readComing(services.coming);
  expect(await ending(services, id)).toMatchObject({ status: 'armed' });
  change(services);
  await services.database.prisma
    .$executeRaw`UPDATE coming_reading SET due_at = clock_timestamp() - interval '1 second'`;
  await readComing(services.coming);
  expect(await ending(services, id)).toMatchObject({ status: 'disarmed', run: 'rejected' });
});
