import { expect, test } from 'vitest';
import type { Sample } from '@/sandbox/samples/sample';
import { createServices } from '@/lib/services/services';
import { startTestServices, type TestServices } from '@/testing/test-services';
import { listComing, type ComingChange } from './list-coming';
import { readComing } from './read-coming';

const HOUR = 1 / 24;

function addChange({ sandbox }: TestServices, number: number, change: Partial<Sample> = {}): void {
  const server = { name: `night-${number}`, address: `10.20.99.${number % 200}` };
  sandbox.addSample({
    reference: `CHN-${number}`,
    situation: 'Tonight',
    subject: `Work ${number}`,
    shows: [],
    servers: [server],
    tasks: [{ title: `snap: ${server.name}`, description: `<p>${server.address}</p>` }],
    window: { fromDays: 2 * HOUR, toDays: 4 * HOUR },
    ...change,
  });
}

/** As if the pause between two readings were over. */
async function read(services: TestServices): Promise<boolean> {
  await services.database.prisma
    .$executeRaw`UPDATE coming_reading SET due_at = clock_timestamp() - interval '1 second'`;
  return readComing(services.coming);
}

/** Without the samples' own. */
async function list({ database }: TestServices) {
  const coming = await listComing(database.prisma, 'Olga@example.com');
  const changes = coming.changes.filter(({ reference }) => !reference.startsWith('CHN-74'));
  return { ...coming, changes };
}

const statesOf = (changes: readonly ComingChange[]) =>
  Object.fromEntries(changes.map(({ reference, state }) => [reference, state]));
const calls = ({ sandbox }: TestServices, operation?: string) =>
  sandbox.calls.count({ system: 'freshservice', ...(operation && { operation }) });

test('five changes of five states, soonest first; those far ahead and behind are left out', async () => {
  const services = await startTestServices();
  addChange(services, 8001);
  addChange(services, 8002, { tasks: [{ title: 'snap: x', description: null }] });
  addChange(services, 8003, { tasks: [{ title: 'Call the customer', description: null }] });
  addChange(services, 8004, { window: { fromDays: 1 * HOUR, toDays: 3 * HOUR } });
  addChange(services, 8005, { window: { fromDays: 30 * HOUR, toDays: 31 * HOUR } });
  addChange(services, 8006, { window: { fromDays: 49 * HOUR, toDays: 50 * HOUR } });
  addChange(services, 8007, { window: { fromDays: -25 * HOUR, toDays: 1 } });
  const runId = await services.start('CHN-8004');
  expect(await read(services)).toBe(true);
  const { changes, readAt, problem, unfiltered } = await list(services);
  expect(statesOf(changes)).toEqual({
    'CHN-8004': 'executed',
    'CHN-8001': 'ready',
    'CHN-8002': 'problems',
    'CHN-8003': 'no-snapshot-task',
    'CHN-8005': 'not-read',
  });
  expect(changes[0]).toMatchObject({
    reference: 'CHN-8004',
    run: { id: runId },
    environments: ['prod-eu'],
    mine: true,
  });
  expect([readAt === null, problem, unfiltered]).toEqual([false, null, false]);
  const [query] = services.sandbox.calls.list({ operation: 'ListChanges' });
  expect(String(query?.parameters['query'])).toMatch(
    /^"planned_start_date:>'\d{4}-\d\d-\d\d' AND planned_start_date:<'\d{4}-\d\d-\d\d'"$/,
  );
});

test('a task that is corrected turns the change ready with the next reading', async () => {
  const services = await startTestServices();
  addChange(services, 8001, { tasks: [{ title: 'snap; web', description: '<p>10.0.0.1</p>' }] });
  await read(services);
  expect(statesOf((await list(services)).changes)).toEqual({ 'CHN-8001': 'problems' });
  services.sandbox.freshservice.writeTasks('CHN-8001', [
    { title: 'snap: web', description: '<p>10.0.0.1</p>' },
  ]);
  await read(services);
  expect(statesOf((await list(services)).changes)).toEqual({ 'CHN-8001': 'ready' });
});

test('an account that refuses the query is filtered here, and not asked again at once', async () => {
  const services = await startTestServices();
  services.sandbox.settings.freshserviceRefusesQueries = true;
  addChange(services, 8001);
  await read(services);
  const first = await list(services);
  expect([statesOf(first.changes), first.unfiltered]).toEqual([{ 'CHN-8001': 'ready' }, true]);
  const before = services.sandbox.calls.last();
  await read(services);
  const asked = services.sandbox.calls.list({ operation: 'ListChanges', after: before });
  expect(asked.every(({ parameters }) => parameters['query'] === undefined)).toBe(true);
});

test.each([0, 5, 200])(
  'with %i changes no reading uses more than its share, and all are read in the end',
  async (count) => {
    const services = await startTestServices();
    services.sandbox.settings.freshserviceCallsPerMinute = 100;
    for (let number = 1; number <= count; number += 1) addChange(services, 8000 + number);
    const perReading: number[] = [];
    for (let minute = 0; minute < 10; minute += 1) {
      const before = calls(services);
      await read(services);
      perReading.push(calls(services) - before);
      services.sandbox.clock.advance(60_000);
    }
    expect(Math.max(...perReading)).toBeLessThanOrEqual(25);
    const { changes } = await list(services);
    expect(changes).toHaveLength(count);
    expect(changes.filter(({ state }) => state !== 'ready')).toEqual([]);
  },
  // 200 changes are read one by one, over ten readings.
  60_000,
);

test('two processes read once, and nothing is read again before a minute is over', async () => {
  const services = await startTestServices();
  const second = createServices(services.config, services.database);
  const due = await Promise.all([
    readComing(services.coming),
    readComing(second.coming),
    readComing(services.coming),
  ]);
  expect(due.filter(Boolean)).toHaveLength(1);
  expect(await readComing(second.coming)).toBe(false);
  expect(calls(services, 'ListChanges')).toBe(1);
});

test('while Freshservice is down the page keeps what it knew and says so', async () => {
  const services = await startTestServices();
  addChange(services, 8001);
  await read(services);
  services.sandbox.faults.add({
    system: 'freshservice',
    effect: { kind: 'error', status: 503 },
  });
  await read(services);
  const { changes, problem } = await list(services);
  expect(statesOf(changes)).toEqual({ 'CHN-8001': 'ready' });
  expect(problem).toContain('503');
});

test('the worker reads by itself while a page is open, and not otherwise', async () => {
  const services = await startTestServices();
  addChange(services, 8001);
  services.work();
  await services.waitForRun(await services.start('CHN-7351'));
  expect(calls(services, 'ListChanges')).toBe(0);
  await list(services);
  await expect
    .poll(async () => statesOf((await list(services)).changes), { timeout: 30_000 })
    .toEqual({ 'CHN-8001': 'ready' });
}, 60_000);
