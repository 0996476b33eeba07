import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { callAction } from './call-entry';
import { openCaller } from './callers';
import { listEntries } from './entries';
import { sendRaw, type RawAnswer } from './raw-request';

const PROTECTED = [
  '/',
  '/runs',
  '/people',
  '/tickets/CHN-7303',
  '/api/runs',
  '/api/runs/export.csv',
];

/** Requests that got past the middleware of one Next version or another, and their kin. */
const HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  { 'x-middleware-subrequest': 'src/middleware:src/middleware:src/middleware:src/middleware' },
  { 'x-middleware-subrequest': 'pages/_middleware' },
  { 'x-middleware-next': '1' },
  { 'x-middleware-rewrite': '/api/health/live' },
  { 'x-middleware-override-headers': 'cookie', 'x-middleware-request-cookie': 'x=1' },
  { 'x-invoke-path': '/api/health/live', 'x-invoke-status': '200' },
  { 'x-matched-path': '/signin' },
  { 'x-now-route-matches': '1=runs' },
  { 'x-nextjs-data': '1' },
  { 'x-original-url': '/signin', 'x-rewrite-url': '/signin' },
  { 'x-forwarded-host': 'evil.example' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
  { 'x-snapgate-path': '/signin' },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  { purpose: 'prefetch', 'sec-purpose': 'prefetch' },
  { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
  { cookie: 'next-auth.session-token=; __Secure-next-auth.session-token=x' },
];

const PATHS = [
  '//runs',
  '///runs',
  '/./runs',
  '/%2e/runs',
  '/%72uns',
  '/runs/',
  '/runs%2f',
  '/runs;x',
  '/RUNS',
  '/runs.rsc',
  '/runs.txt',
  '/runs.json',
  '/index.rsc',
  '/people.rsc',
  '/people.segments/_tree.segment.rsc',
  '/runs?_rsc=abcde',
  '/signin/../runs',
  '/signin/..%2fruns',
  '/signin/%2e%2e/people',
  '/_next/static/../../runs',
  '/_next/static/..%2f..%2fruns',
  '/_next/data/BUILD/runs.json',
  '/_next/data/BUILD/people.json',
  '/_next/data/BUILD/api/runs.json',
  '/_next/image?url=%2Fapi%2Fruns&w=64&q=75',
  '/api//runs',
  '/api/./runs',
  '/api/%72uns',
  '/api/runs/',
  '/api/runs.rsc',
  '/api/health/live/../../runs',
  '/api/health/live/%2e%2e/%2e%2e/runs',
  '/api/auth/../runs',
  '/(signed-in)/runs',
  '/%28signed-in%29/people',
  'http://127.0.0.1/api/runs',
];

/** What only signed-in people ever see; a page's title is no secret. */
const INSIDE = /Account menu|Signing a person out|"runs":\[|run_id,started_at|"plan":|Look up/;

function expectNothing({ status, text }: RawAnswer, what: string): void {
  expect(status, what).toBeLessThan(500);
  expect(INSIDE.test(text), `${what} (${status}): ${text.slice(0, 300)}`).toBe(false);
}

for (const headers of HEADERS) {
  test(`no one gets in by ${JSON.stringify(headers).slice(0, 90)}`, async () => {
    for (const path of PROTECTED) expectNothing(await sendRaw({ path, headers }), path);
  });
}

test('no one gets in by another spelling of an address', async () => {
  const build = readFileSync('dist/.next/BUILD_ID', 'utf8').trim();
  for (const path of PATHS) {
    const spelled = path.replace('BUILD', build);
    expectNothing(await sendRaw({ path: spelled }), spelled);
    expectNothing(await sendRaw({ path: spelled, headers: { rsc: '1' } }), `${spelled} as data`);
  }
});

const actions = () =>
  listEntries().filter(
    (entry): entry is typeof entry & { kind: 'action' } => entry.kind === 'action',
  );

/** Neither done nor read: an answer about bad input means that the check was passed. */
const DONE = /"ok":true|request-unreadable/;

test('an action’s id posted to public addresses does nothing without a session', async () => {
  for (const { id, name } of actions()) {
    for (const path of [
      '/signin',
      '/no-access',
      '/no-such-page',
      '/api/health/live',
      '/icon.svg',
    ]) {
      const headers = { 'next-action': id, 'sec-fetch-site': 'same-origin' };
      const plain = { ...headers, 'content-type': 'text/plain;charset=UTF-8' };
      const { text } = await sendRaw({ path, method: 'POST', headers: plain, body: '[{}]' });
      expect(DONE.test(text), `${name} at ${path}: ${text.slice(0, 200)}`).toBe(false);
    }
  }
});

test('an action’s id in a form, as pages without scripts send it, does nothing without a session', async () => {
  for (const { id, name, path } of actions()) {
    const body = [
      '--edge',
      `content-disposition: form-data; name="$ACTION_ID_${id}"`,
      '',
      '',
      '--edge--',
      '',
    ].join('\r\n');
    const headers = {
      'content-type': 'multipart/form-data; boundary=edge',
      'sec-fetch-site': 'same-origin',
    };
    const { text } = await sendRaw({ path, method: 'POST', headers, body });
    expect(DONE.test(text), `${name}: ${text.slice(0, 200)}`).toBe(false);
    expect(INSIDE.test(text), name).toBe(false);
  }
});

const FOREIGN: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
  { 'sec-fetch-site': 'cross-site', 'x-forwarded-host': 'evil.example' },
];

test('an action works behind a proxy that sends its own Host, with or without a port', async ({
  browser,
  baseURL,
}) => {
  const origin = new URL(baseURL ?? '').origin;
  for (const host of ['upstream.internal', new URL(origin).hostname]) {
    const context = await openCaller(browser, 'admin');
    // The one that signs the person out comes last.
    const ordered = actions().toSorted((a, b) => Number(endsSession(a)) - Number(endsSession(b)));
    for (const action of ordered) {
      const headers = { origin, host, 'sec-fetch-site': 'same-origin' };
      const text = await (await callAction(context.request, action, headers)).text();
      // Deleting has a group of its own: an admin who lacks it got past the proxy all the same.
      const answered = DONE.test(text) || text.includes('"code":"access-missing"');
      expect(answered, `${action.name} with Host ${host}: ${text.slice(0, 200)}`).toBe(true);
    }
    await context.close();
  }
});

function endsSession({ name }: { readonly name: string }): boolean {
  return name === 'action signOutEverywhere';
}

test('an operator’s browser does nothing for another site, whatever that leaves out', async ({
  browser,
}) => {
  const context = await openCaller(browser, 'admin');
  for (const action of actions()) {
    for (const headers of FOREIGN) {
      const text = await (await callAction(context.request, action, headers)).text();
      expect(DONE.test(text), `${action.name} ${JSON.stringify(headers)}`).toBe(false);
    }
  }
  // The session is still there: none of it signed the person out.
  expect((await context.request.get('/api/runs')).status()).toBe(200);
  for (const headers of FOREIGN.slice(1)) {
    const answer = await context.request.post('/api/auth/signout', { headers, form: {} });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
  }
  await context.close();
});

test('another site cannot load our answers into its pages', async ({ browser }) => {
  const context = await openCaller(browser, 'admin');
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  for (const path of ['/api/runs', '/api/runs/export.csv', '/api/tickets/CHN-7303/plan']) {
    expect((await context.request.get(path, { headers })).status(), path).toBe(403);
  }
  await context.close();
});

for (const path of [
  '_log',
  'callback/credentials',
  'signin/email',
  'signin/credentials',
  'session',
]) {
  test(`the part “${path}” of next-auth that no one needs takes no posts`, async () => {
    const answer = await sendRaw({
      path: `/api/auth/${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: '{"level":"error","code":"forged","message":"forged line"}',
    });
    expect(answer.status).toBe(404);
  });
}
