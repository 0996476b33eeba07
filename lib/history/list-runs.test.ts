import { expect, test } from 'vitest';
import { Prisma } from '@/lib/db/generated/client';
import { hasEnded, startTestServices, type TestServices } from '@/testing/test-services';
import { countRuns } from './count-runs';
import { findRun } from './find-run';
import { listEvents } from './run-log';
import { SEARCH_BOUNDS, listRuns, type RunPage } from './list-runs';
import { streamRows } from './read-rows';
import { loadOverview } from './load-overview';
import { parseRunCursor } from './run-cursor';
import { parseRunFilters } from './run-filters';

const filtersOf = (query: string) => parseRunFilters(new URLSearchParams(query));

async function ticketsFoundBy(services: TestServices, query: string) {
  const { readPool } = services.database;
  const filters = filtersOf(query);
  const page = await listRuns(readPool, filters, { cursor: null, limit: 50 });
  const total = await countRuns(readPool, filters);
  expect(total).toEqual({ count: page.runs.length, capped: false });
  return page.runs.map(({ ticket }) => ticket);
}

/** Records a refused run per ticket; nothing is taken. */
async function refuse(services: TestServices, tickets: readonly string[]) {
  for (const ticket of tickets) {
    const plan = await services.preview(ticket);
    await services.execute(services.requestOf(plan, { fingerprint: '0'.repeat(64) }));
  }
}

test.each([
  ['walked', '', SEARCH_BOUNDS],
  ['a text found among the nearest runs', 'q=olga', SEARCH_BOUNDS],
  ['a rare text, by its index', 'q=olga', { near: 1, few: 10 }],
  ['a text neither common nor rare', 'q=olga', { near: 1, few: 1 }],
  ['an environment found among the nearest runs', 'environment=prod-eu', SEARCH_BOUNDS],
  ['a rare environment, by its index', 'environment=prod-eu', { near: 1, few: 10 }],
])('paging shows every run once, whatever is added meanwhile (%s)', async (_, query, bounds) => {
  const services = await startTestServices();
  const { prisma, readPool } = services.database;
  const tickets = ['CHN-7303', 'CHN-7305', 'CHN-7306', 'CHN-7310', 'CHN-7351'];
  await refuse(services, tickets);
  // Runs of the same moment: the id decides, so none is lost between two pages.
  await prisma.run.updateMany({
    where: { ticket: { in: ['CHN-7305', 'CHN-7306'] } },
    data: { startedAt: new Date('2026-01-01T00:00:00.123Z') },
  });
  const pageAt = (cursor: string | null) =>
    listRuns(
      readPool,
      filtersOf(query),
      { cursor: cursor === null ? null : parseRunCursor(cursor), limit: 1 },
      bounds,
    );
  const seen: string[] = [];
  const newerThan: (string | null)[] = [];
  let cursor: string | null = null;
  do {
    const page: RunPage = await pageAt(cursor);
    seen.push(...page.runs.map(({ ticket }) => ticket));
    newerThan.push(page.previousCursor);
    cursor = page.nextCursor;
    if (seen.length === 2) await refuse(services, ['CHN-7352']);
  } while (cursor !== null);
  expect(seen).toEqual(['CHN-7351', 'CHN-7310', 'CHN-7303', 'CHN-7306', 'CHN-7305']);
  // The way back shows the same runs, and ends at the one that was added meanwhile.
  const back = await Promise.all(newerThan.slice(1).map(pageAt));
  expect(back.map(({ runs }) => runs[0]?.ticket)).toEqual(seen.slice(0, -1));
  const first = await pageAt(back[0]?.previousCursor ?? null);
  expect(first).toMatchObject({ runs: [{ ticket: 'CHN-7352' }], previousCursor: null });
});

test('what was recorded under the other name of a ticket is found, and was taken for it', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('SR-4712'), hasEnded);
  // As an earlier release recorded it, from a pasted link.
  await services.database.prisma.run.update({
    where: { id: run.id },
    data: { ticket: 'INC-4712' },
  });
  expect(await ticketsFoundBy(services, 'q=SR-4712')).toEqual(['INC-4712']);
  expect(await ticketsFoundBy(services, 'q=INC-4712')).toEqual(['INC-4712']);
  const codes = (await services.preview('INC-4712')).findings.map(({ code }) => code);
  expect(codes).toContain('snapshot-for-ticket-exists');
});

test('a run is found by everything that stands on it', async () => {
  const services = await startTestServices();
  services.work();
  await refuse(services, ['CHN-7310']);
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId, hasEnded);
  const [step] = run.steps;
  const words = [
    'chn-7303',
    '7303',
    'CHN 7303',
    'web-02',
    '10.20.3.20',
    '10.20.3',
    runId,
    step?.instanceId ?? 'no instance',
    step?.volumeId ?? 'no volume',
    step?.snapshotId ?? 'no snapshot',
    step?.snapshotId?.slice(0, -2) ?? 'no snapshot',
    'olga@example.com openssl',
  ];
  for (const word of words) {
    expect([word, await ticketsFoundBy(services, `q=${encodeURIComponent(word)}`)]).toEqual([
      word,
      ['CHN-7303'],
    ]);
  }
  expect(await ticketsFoundBy(services, 'q=changed+since')).toEqual(['CHN-7310']);
  // Runs of one minute begin alike.
  expect(await ticketsFoundBy(services, `q=${runId.slice(0, 8)}`)).toContain('CHN-7303');
  expect(await ticketsFoundBy(services, 'q=01000000')).toEqual([]);
  expect(await ticketsFoundBy(services, 'q=CHN-7303,+CHN-7310')).toHaveLength(2);
});

test('a refused run, which has no steps, is found by the address and volume it asked for', async () => {
  const services = await startTestServices();
  await refuse(services, ['CHN-7303', 'CHN-7305']);
  const [step] = (await services.preview('CHN-7303')).steps;
  for (const word of [step?.ipAddress, step?.instanceId, step?.volumeId]) {
    expect(await ticketsFoundBy(services, `q=${word}`)).toEqual(['CHN-7303']);
  }
});

test('a search that takes too long is stopped, and says what makes it quick', async () => {
  const services = await startTestServices();
  const { readPool } = services.database;
  const slow = streamRows(readPool, Prisma.sql`SET statement_timeout = 20`).then(() =>
    streamRows(readPool, Prisma.sql`SELECT pg_sleep(5)`),
  );
  await expect(slow).rejects.toMatchObject({ code: 'search-too-slow' });
});

test('the search box takes wildcards and quotes as they are', async () => {
  const services = await startTestServices();
  await refuse(services, ['CHN-7303']);
  for (const q of ['%', '_', '\\', "'", "' OR 1=1 --", 'web%02', 'webq02', '10x20x3', 'xq\0zv']) {
    expect(await ticketsFoundBy(services, `q=${encodeURIComponent(q)}`)).toEqual([]);
  }
});

test('filters narrow by status, agent, environment and UTC day', async () => {
  const services = await startTestServices();
  await refuse(services, ['CHN-7303', 'CHN-7305']);
  await services.start('CHN-7351', 'all');
  await services.database.prisma.run.updateMany({
    where: { ticket: 'CHN-7305' },
    data: { startedAt: new Date('2026-03-01T23:59:59.999Z'), agentEmail: 'Adam@example.com' },
  });
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['status=rejected', ['CHN-7303', 'CHN-7305']],
    ['status=queued,running', ['CHN-7351']],
    ['status=succeeded', []],
    ['agent=ADAM@example.com', ['CHN-7305']],
    ['environment=prod-us', ['CHN-7351']],
    ['environment=prod', []],
    ['cause=plan-changed', ['CHN-7303', 'CHN-7305']],
    ['cause=plan-changed&status=queued', []],
    ['from=2026-03-01&to=2026-03-01', ['CHN-7305']],
    ['to=2026-02-28', []],
    ['from=2026-03-02&status=rejected', ['CHN-7303']],
  ];
  for (const [query, tickets] of rows) {
    expect([query, await ticketsFoundBy(services, query)]).toEqual([query, tickets]);
  }
});

test('the overview counts what the list shows, by day and cause', async () => {
  const services = await startTestServices();
  services.work();
  await refuse(services, ['CHN-7305']);
  const run = await services.waitForRun(await services.start('CHN-7303'), hasEnded);
  const { prisma, readPool } = services.database;
  await prisma.step.update({
    where: { id: run.steps[0]?.id ?? '' },
    data: { status: 'failed', errorCode: 'IncorrectState' },
  });
  const read = (query: string) => loadOverview(readPool, filtersOf(query), new Date());
  const today = (await read('')).buckets.at(-1);
  expect(today).toMatchObject({ runs: { succeeded: 1, rejected: 1 }, snapshotsTaken: 2 });
  expect((await read('')).causes.map(({ code }) => code).toSorted()).toEqual([
    'IncorrectState',
    'plan-changed',
  ]);
  expect(await ticketsFoundBy(services, 'cause=IncorrectState')).toEqual(['CHN-7303']);
  expect((await read('status=rejected')).causes).toEqual([{ code: 'plan-changed', count: 1 }]);
});

test.each([
  'status=done',
  `q=${'x'.repeat(201)}`,
  'from=yesterday',
  'from=2026-02-30',
  'from=2026-03-02&to=2026-03-01',
])('refuses the filters %s', (query) => {
  expect(() => filtersOf(query)).toThrow(expect.objectContaining({ code: 'request-unreadable' }));
});

test.each(['', 'x', '1_x', 'x_01a206ee-a76f-730b-843d-dd0e7e1fb6f7', "1_' OR 1=1"])(
  'refuses the damaged cursor %j',
  (cursor) => {
    expect(() => parseRunCursor(cursor)).toThrow(
      expect.objectContaining({ code: 'request-unreadable' }),
    );
  },
);

test('a run keeps its plan as it was, and its log is numbered and can be cut by level', async () => {
  const services = await startTestServices();
  services.work();
  const plan = await services.preview('CHN-7351');
  const runId = await services.start('CHN-7351');
  const run = await services.waitForRun(runId);
  expect(run.plan).toMatchObject({ fingerprint: plan.fingerprint, steps: plan.steps });
  const { prisma } = services.database;
  const all = await listEvents(prisma, runId, { level: 'debug', after: 0 });
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  expect(await listEvents(prisma, runId, { level: 'warn', after: 0 })).toEqual([]);
  expect(await listEvents(prisma, runId, { level: 'debug', after: 2 })).toEqual(all.slice(2));
  expect(await findRun(prisma, 'no-uuid')).toBeNull();
});
