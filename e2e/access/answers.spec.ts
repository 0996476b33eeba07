import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import type { Plan } from '@/lib/plan/plan';
import type { RunDetail } from '@/lib/run/run';
import { expect, test } from '../test';
import { callRoute } from './call-entry';
import { cookieOf, openCaller } from './callers';
import { listEntries, type Entry } from './entries';
import { sendRaw } from './raw-request';

const OURS = { 'sec-fetch-site': 'same-origin' };

const reads = () =>
  listEntries().filter(
    (entry): entry is Exclude<Entry, { kind: 'action' }> =>
      entry.kind === 'page' || (entry.kind === 'route' && entry.method === 'GET'),
  );

test('every answer says what it is, and that no one may keep it', async ({ browser }) => {
  const context = await openCaller(browser, 'admin');
  for (const caller of [context, await openCaller(browser, 'nobody')]) {
    for (const { path } of reads()) {
      const answer = await callRoute(caller.request, path, 'GET');
      const headers = answer.headers();
      expect(headers['cache-control'], path).toMatch(/no-store/);
      // A redirect has no content.
      if (answer.status() >= 300 && answer.status() < 400) continue;
      expect(headers['content-type'], path).toMatch(
        /^(text\/html; ?charset=utf-8|text\/(csv|plain); ?charset=utf-8|application\/(json|jsonl|x-ndjson)(; ?charset=utf-8)?)/i,
      );
    }
  }
  await context.close();
});

test('nothing but pages, routes and the build is served', async () => {
  for (const path of [
    '/.git/config',
    '/.git/HEAD',
    '/.env',
    '/package.json',
    '/start.mjs',
    '/prisma/schema.prisma',
    '/lib/config/config.ts',
    '/node_modules/next/package.json',
    '/public/',
    '/_next/',
    '/_next/static/',
    '/_next/static/chunks/',
    '/.next/BUILD_ID',
    '/_next/server/server-reference-manifest.json',
  ]) {
    const { status, text } = await sendRaw({ path });
    expect([307, 308, 404], `${path}: ${status}`).toContain(status);
    expect(text, path).not.toMatch(/\[core\]|"dependencies"|DATABASE_URL|Index of/);
  }
});

test('downloads have names of our own, whatever the filters are', async ({ browser }) => {
  const context = await openCaller(browser, 'admin');
  const cookie = await cookieOf(context);
  for (const format of ['csv', 'jsonl']) {
    const path = `/api/runs/export.${format}?q=${encodeURIComponent('"; filename=evil.exe\n')}`;
    const { status, headers } = await sendRaw({ path, headers: { ...OURS, cookie } });
    expect(status).toBe(200);
    expect(headers['content-disposition']).toMatch(
      new RegExp(`^attachment; filename="snapgate-runs-[\\d-]{10}-[0-9a-f-]{36}\\.${format}"$`),
    );
  }
  await context.close();
});

test('of a doubled parameter the last one counts, for what is checked and what is done', async ({
  browser,
}) => {
  const context = await openCaller(browser, 'admin');
  const ask = async (query: string) => (await context.request.get(`/api/runs?${query}`)).status();
  expect(await ask('from=bad&from=2026-01-01')).toBe(200);
  expect(await ask('from=2026-01-01&from=bad')).toBe(400);
  await context.close();
});

test('who only looks at pages gets no session', async () => {
  for (const { path } of reads()) {
    const { headers } = await sendRaw({ path, headers: OURS });
    expect((headers['set-cookie'] ?? []).join(), path).not.toContain('session-token=ey');
  }
});

test('requests whose length is not clear are refused, and nothing is smuggled behind them', async () => {
  const smuggled = 'GET /api/health/live HTTP/1.1\r\nhost: x\r\n\r\n';
  for (const headers of [
    { 'content-length': '4', 'transfer-encoding': 'chunked' },
    { 'transfer-encoding': 'chunked, identity' },
    { 'transfer-encoding': 'xchunked' },
  ]) {
    const answer = await sendRaw({
      path: '/signin',
      method: 'POST',
      headers,
      body: smuggled,
    }).catch(() => null);
    // Closed without an answer, or refused; never what the second request would get.
    if (answer === null) continue;
    expect(answer.status, JSON.stringify(headers)).toBeGreaterThanOrEqual(400);
    expect(answer.status, JSON.stringify(headers)).toBeLessThan(500);
  }
});

/** Executes as the page does, with more in the call than the page would send. */
async function executeWith(
  request: APIRequestContext,
  more: Readonly<Record<string, unknown>>,
): Promise<RunDetail> {
  // No other spec executes it.
  const ticket = 'CHN-7305';
  const seen = await request.get(`/api/tickets/${ticket}/plan?environment=prod-eu&live=1`);
  const { plan } = (await seen.json()) as { readonly plan: Plan };
  const action = listEntries().find(({ name }) => name === 'action executeRun');
  if (action?.kind !== 'action') throw new Error('no such action');
  const call = {
    ticket,
    environment: 'prod-eu',
    fingerprint: plan.fingerprint,
    acknowledged: plan.findings.flatMap((one) => ('key' in one ? [one.key] : [])),
    reason: null,
    idempotencyKey: randomUUID(),
    ...more,
  };
  const answer = await request.post(action.path, {
    headers: {
      ...OURS,
      'next-action': action.id,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
    },
    data: JSON.stringify([call]),
  });
  const text = await answer.text();
  const runId = /"runId":"([0-9a-f-]{36})"/.exec(text)?.[1];
  expect(runId, text.slice(0, 500)).toBeDefined();
  const read = await request.get(`/api/runs/${runId}`);
  return ((await read.json()) as { readonly run: RunDetail }).run;
}

test('what a call says beside what it may say is left out, and a run shows no more than it has to', async ({
  browser,
}) => {
  const context = await openCaller(browser, 'operator');
  const run = await executeWith(context.request, {
    agentEmail: 'eve@example.com',
    agentSubject: 'eve',
    startedAt: '2020-01-01T00:00:00Z',
    status: 'succeeded',
  });
  expect(run.agentEmail).toBe('olga@example.com');
  expect(Date.parse(run.startedAt)).toBeGreaterThan(Date.now() - 60_000);
  for (const inner of ['agentSubject', 'idempotencyKey', 'leaseOwner', 'fence', 'searchText']) {
    expect(Object.keys(run)).not.toContain(inner);
    for (const step of run.steps) expect(Object.keys(step)).not.toContain(inner);
  }
  await context.close();
});

test('signing out is in the menu of every page', async ({ browser }) => {
  const context = await openCaller(browser, 'admin');
  const page = await context.newPage();
  for (const path of ['/', '/runs', '/runs/exports', '/people', '/tickets/CHN-7303']) {
    await page.goto(path);
    await page.getByRole('button', { name: /Account menu/ }).click();
    await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
  }
  await context.close();
});

test('after signing out the way back shows nothing of what was there', async ({ browser }) => {
  const context = await openCaller(browser, 'admin');
  const page = await context.newPage();
  await page.goto('/people');
  await expect(page.getByRole('heading', { name: 'Signed-in people' })).toBeVisible();
  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/signin/);
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Sign in with single sign-on' })).toBeVisible();
  await expect(page.getByText('ada@example.com')).toHaveCount(0);
  await context.close();
});
