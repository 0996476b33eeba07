import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../test';
import { callEntry, callRoute } from './call-entry';
import { cookieOf, endNewestSession, openCaller } from './callers';
import {
  listActionNames,
  listBuiltAddresses,
  listEntries,
  listRoutes,
  METHODS,
  METHODS_OF_NONE,
} from './entries';
import { openStream, type OpenStream } from './raw-request';
import { ACCESS, CALLERS, type Caller } from './table';

test('every page, route and action has a line in the table, and every line has one', () => {
  const names = listEntries().map(({ name }) => name);
  expect(names.toSorted()).toEqual([...ACCESS.keys()].toSorted());
});

test('the file tree and the build agree on what there is', () => {
  const entries = listEntries();
  const addresses = entries
    .filter(({ kind }) => kind !== 'action')
    .map(({ name }) => name.split(' ')[1] ?? '');
  expect([...new Set(addresses)].toSorted()).toEqual([...new Set(listBuiltAddresses())].toSorted());
  const actions = entries.filter(({ kind }) => kind === 'action').map(({ name }) => name);
  expect(actions.toSorted()).toEqual(
    listActionNames()
      .map((name) => `action ${name}`)
      .toSorted(),
  );
});

test('everybody gets from everything what the table says', async ({ browser }) => {
  test.setTimeout(240_000);
  // Signing out everywhere comes last: it ends what the other calls are made with.
  const entries = listEntries().toSorted((one, other) => lateness(one.name) - lateness(other.name));
  const surprises: string[] = [];
  let cells = 0;
  for (const caller of CALLERS) {
    const context = await openCaller(browser, caller);
    for (const entry of entries) {
      cells += 1;
      const expected = ACCESS.get(entry.name)?.[caller] ?? 'no line';
      const outcome = await callEntry(context.request, entry);
      if (outcome !== expected) {
        surprises.push(`${caller}, ${entry.name}: ${outcome} instead of ${expected}`);
      }
    }
    await context.close();
  }
  process.stdout.write(
    `Access matrix: ${entries.length} entries x ${CALLERS.length} callers = ${cells} cells, ${cells - surprises.length} as expected\n`,
  );
  expect(surprises).toEqual([]);
});

for (const caller of ['nobody', 'admin'] as const) {
  test(`a route answers to no method that it does not name, as ${caller}`, async ({ browser }) => {
    const context: BrowserContext = await openCaller(browser, caller);
    const named = new Set(listRoutes().map(({ name }) => name));
    for (const { path, name } of listRoutes()) {
      const address = name.split(' ')[1] ?? '';
      const listed = [...METHODS, ...METHODS_OF_NONE];
      for (const method of listed.filter((one) => !named.has(`${one} ${address}`))) {
        // Load balancers ask for a process's health by HEAD.
        if (method === 'HEAD' && address.startsWith('/api/health/')) continue;
        const response = await callRoute(context.request, path, method);
        expect(response.status(), `${method} ${path}`).toBe(405);
      }
    }
    await context.close();
  });

  test(`pages do no work for methods that are none of theirs, as ${caller}`, async ({
    browser,
  }) => {
    const context: BrowserContext = await openCaller(browser, caller);
    for (const { path } of listEntries().filter(({ kind }) => kind === 'page')) {
      for (const method of [...METHODS_OF_NONE, 'PUT', 'PATCH', 'DELETE'] as const) {
        const response = await callRoute(context.request, path, method);
        expect(response.status(), `${method} ${path}`).toBe(405);
        expect(response.headers().allow, `${method} ${path}`).toBe('GET, POST');
      }
    }
    await context.close();
  });
}

test('HEAD on exports and live streams begins none: a hundred of each hold nothing up', async ({
  browser,
}) => {
  const context: BrowserContext = await openCaller(browser, 'admin');
  const head = (path: string) => context.request.fetch(path, { method: 'HEAD' });
  const live = listRoutes().find(({ name }) => name.endsWith('[id]/live'))?.path ?? '';
  for (const path of ['/api/runs/export.csv', '/api/runs/export.jsonl', live]) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => head(path)));
    expect(new Set(answers.map((answer) => answer.status())), path).toEqual(new Set([405]));
  }
  expect((await context.request.get('/api/runs/export.csv')).status()).toBe(200);
  const { exports } = (await (await context.request.get('/api/runs/exports')).json()) as {
    readonly exports: readonly { readonly status: string }[];
  };
  expect(exports.filter(({ status }) => status === 'running')).toEqual([]);
  await context.close();
});

test('an open stream ends with the session of its person, and no one else’s does', async ({
  browser,
}) => {
  const operator = await openCaller(browser, 'operator');
  const live = `/api/runs/${await takeSnapshots(operator, 'CHN-7306')}/live`;
  const streams = new Map<Caller, OpenStream>();
  // Those who lose their session are the admin, too: first them, then the admin who stays.
  for (const caller of CALLERS.toReversed()) {
    const context = await openCaller(browser, caller);
    const stream = await openStream(live, await cookieOf(context));
    const wanted = ACCESS.get('GET /api/runs/[id]/live')?.[caller];
    const outcome = { 200: 'yes', 401: 'sign-in', 403: 'no' }[stream.status];
    expect(outcome, caller).toBe(wanted);
    if (outcome === 'yes') streams.set(caller, stream);
  }
  expect([...streams.keys()]).toEqual(['admin', 'auditor', 'operator', 'viewer']);
  const open = () => [...streams].filter(([, { ended }]) => !ended()).map(([caller]) => caller);
  await endNewestSession('Vera');
  await expect.poll(open).toEqual(['admin', 'auditor', 'operator']);
  await endNewestSession('Aldo');
  await expect.poll(open).toEqual(['admin', 'operator']);
  for (const { close } of streams.values()) close();
});

test('one person holds 30 live streams; the next is told when to come back, and others get theirs', async ({
  browser,
}) => {
  const viewer = await openCaller(browser, 'viewer');
  const operator = await openCaller(browser, 'operator');
  const live = `/api/runs/${await takeSnapshots(operator, 'CHN-7336')}/live`;
  const cookie = await cookieOf(viewer);
  const streams = await Promise.all(
    Array.from({ length: 35 }, async () => openStream(live, cookie)),
  );
  const statuses = streams.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([...Array<number>(30).fill(200), ...Array<number>(5).fill(429)]);
  for (const { retryAfter } of streams.filter(({ status }) => status === 429)) {
    expect(retryAfter).toBeGreaterThan(0);
  }
  const counts = await Promise.all(
    Array.from({ length: 40 }, (_, at) => viewer.request.get(`/api/runs/count?q=a${at}`)),
  );
  const answers = new Set(counts.map((answer) => answer.status()));
  expect([...answers].filter((status) => status !== 200 && status !== 429)).toEqual([]);
  const auditor = await openCaller(browser, 'auditor');
  expect((await auditor.request.get('/api/runs/count')).status()).toBe(200);
  const other = await openStream(live, await cookieOf(auditor));
  expect(other.status).toBe(200);
  for (const { close } of [...streams, other]) close();
});

/** The id of a run that is there. Each ticket is executed once: a plan whose run ends meanwhile is refused. */
async function takeSnapshots(context: BrowserContext, ticket: string): Promise<string> {
  const page = await context.newPage();
  // No other spec executes these, so none finds them executed.
  await page.goto(`/tickets/${ticket}?environment=prod-eu`);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: /^Take / }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Take / }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  return page.url().slice(-36);
}

function lateness(name: string): number {
  return name === 'action signOutEverywhere' ? 1 : 0;
}
