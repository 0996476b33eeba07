import { expect, test } from 'vitest';
import { startTestServices, type TestServices } from '@/testing/test-services';
import { listComing } from './list-coming';
import { readComing } from './read-coming';

const HOUR = 1 / 24;
const SERVER = { name: 'night-01', address: '10.20.98.11' };
const GOOD = [{ title: 'snap: night-01', description: `<p>${SERVER.address}</p>` }];
const BAD = [{ title: 'snap: night-01', description: '<p>10.20.98.99</p>' }];

async function open(
  hours = '6',
  variables: Readonly<Record<string, string>> = {},
): Promise<TestServices> {
  const services = await startTestServices({ variables: { AHEAD_HOURS: hours, ...variables } });
  // The samples' own changes would be planned, too.
  for (const { reference, fields } of services.sandbox.freshservice.tickets.list()) {
    const ticket = services.sandbox.freshservice.tickets.findByReference(reference);
    const far = { ...fields, planned_start_date: null };
    if (ticket?.collection === 'changes')
      services.sandbox.freshservice.tickets.editFields(ticket, far);
  }
  services.sandbox.addSample({
    reference: 'CHN-8001',
    situation: 'Tonight',
    subject: 'Patch <the> night servers',
    shows: [],
    servers: [SERVER],
    tasks: GOOD,
    window: { fromDays: 3 * HOUR, toDays: 5 * HOUR },
  });
  return services;
}

async function read(services: TestServices): Promise<void> {
  await services.database.prisma
    .$executeRaw`UPDATE coming_reading SET due_at = clock_timestamp() - interval '1 second'`;
  await readComing(services.coming);
}

/** As if the last good plan were older than it may be. */
async function age({ database }: TestServices): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE coming_reading SET state = jsonb_set(state, '{ahead,CHN-8001,plannedAt}', '"2020-01-01T00:00:00Z"')
    WHERE state->'ahead' ? 'CHN-8001'`;
}

const messages = ({ sandbox }: TestServices) => sandbox.slack.messages.list();
const change = async ({ database }: TestServices) =>
  (await listComing(database.prisma, '')).changes[0];

test('a good verdict is shown with its environment and not told', async () => {
  const services = await open();
  await read(services);
  expect(await change(services)).toMatchObject({
    state: 'ready',
    ahead: { good: true },
    environments: ['prod-eu'],
  });
  expect(messages(services)).toEqual([]);
  expect(services.snapshotsTaken()).toEqual([]);
  expect(await services.database.prisma.run.count()).toBe(0);
});

test('a bad verdict is told once, and once more when it is good again', async () => {
  const services = await open();
  services.sandbox.freshservice.writeTasks('CHN-8001', BAD);
  for (let minute = 0; minute < 3; minute += 1) await read(services);
  expect(messages(services)).toHaveLength(1);
  const text = JSON.stringify(messages(services)[0]);
  expect(text).toContain('10.20.98.99');
  expect(text).toContain('/tickets/CHN-8001');
  expect(text).toContain('&lt;the&gt;');
  expect(await change(services)).toMatchObject({ state: 'problems', ahead: { good: false } });

  services.sandbox.freshservice.writeTasks('CHN-8001', GOOD);
  for (let minute = 0; minute < 3; minute += 1) await read(services);
  expect(messages(services)).toHaveLength(2);
  expect(JSON.stringify(messages(services)[1])).toContain('can be executed now');

  services.sandbox.freshservice.writeTasks('CHN-8001', BAD);
  await age(services);
  await read(services);
  expect(messages(services)).toHaveLength(3);
});

test('where notes are on, the ticket gets one note per verdict', async () => {
  const services = await open('6', { TICKET_NOTE: 'on' });
  services.sandbox.freshservice.writeTasks('CHN-8001', BAD);
  for (let minute = 0; minute < 3; minute += 1) await read(services);
  const notes = services.sandbox.freshservice.tickets.findByReference('CHN-8001')?.notes ?? [];
  expect(notes).toHaveLength(1);
  expect(notes[0]?.body).toContain('10.20.98.99');
  expect(notes[0]?.body).toContain('/tickets/CHN-8001');
});

test('while Slack is down a verdict waits, and is told once afterwards', async () => {
  const services = await open();
  services.sandbox.freshservice.writeTasks('CHN-8001', BAD);
  const fault = services.sandbox.faults.add({
    system: 'slack',
    effect: { kind: 'error', status: 503 },
  });
  await read(services);
  services.sandbox.faults.remove(fault);
  await read(services);
  await read(services);
  expect(messages(services)).toHaveLength(1);
});

test('planned by the worker in its own name, for the start of the window, with no approval skipped', async () => {
  const services = await open();
  services.sandbox.faults.add({ system: 'ec2', effect: { kind: 'latency', ms: 1 } });
  await read(services);
  const sessions = services.sandbox.calls
    .list({ system: 'ec2', operation: 'AssumeRole' })
    .map(({ parameters }) => String(parameters['RoleSessionName']));
  expect(sessions.length).toBeGreaterThan(0);
  expect(sessions.every((name) => name.includes('ahead'))).toBe(true);
});

test('a change that is withdrawn or moved out of reach is forgotten', async () => {
  const services = await open();
  services.sandbox.freshservice.writeTasks('CHN-8001', BAD);
  await read(services);
  const ticket = services.sandbox.freshservice.tickets.findByReference('CHN-8001');
  if (ticket === undefined) throw new Error('CHN-8001 is gone.');
  const later = new Date(Date.now() + 40 * 3_600_000).toISOString();
  services.sandbox.freshservice.tickets.editFields(ticket, { planned_start_date: later });
  await read(services);
  expect((await change(services))?.ahead).toBeNull();
});

test('off, nothing is planned', async () => {
  const services = await open('0');
  await read(services);
  expect((await change(services))?.ahead).toBeNull();
  expect(services.sandbox.calls.count({ system: 'ec2' })).toBe(0);
});
