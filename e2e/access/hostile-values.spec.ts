import { expect, test } from '../test';
import { cookieOf, openCaller, useUpAllowances } from './callers';
import { listEntries, type Entry } from './entries';
import {
  FOREIGN_CALLBACKS,
  HOSTILE_BODIES,
  HOSTILE_HEADERS,
  HOSTILE_QUERIES,
  HOSTILE_TEXTS,
  listHostileQueries,
  REFUSED,
} from './hostile-values';
import { sendRaw, type RawAnswer } from './raw-request';

const OURS = { 'sec-fetch-site': 'same-origin' };
const AT_ONCE = 8;

/** What is wrong with an answer, or null: a refusal is 4xx and says why in words. */
function judge({ status, headers, text }: RawAnswer): string | null {
  // A walk that is stopped by a limit has shown nothing.
  if (status >= 500 || status === 429) return `${status}: ${text.slice(0, 200)}`;
  if (status >= 400 && !/[A-Z][^<>]{12,}/.test(text)) return `${status} without a sentence`;
  if (headers['set-cookie']?.some((line) => line.startsWith('x=')) === true) return 'a cookie';
  return null;
}

type Sent = Parameters<typeof sendRaw>[0];

/** Sends all of them, and names those whose answer is no answer. */
async function walk(requests: readonly Sent[], atOnce = AT_ONCE): Promise<readonly string[]> {
  const bad: string[] = [];
  const open = [...requests];
  const next = async () => {
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const wrong = judge(await sendRaw(one));
      const { method = 'GET', path, headers, body = '' } = one;
      const { cookie: _, ...rest } = headers ?? {};
      const what = `${method} ${path.slice(0, 120)} ${body.slice(0, 60)} ${JSON.stringify(rest).slice(0, 150)}`;
      if (wrong !== null) bad.push(`${what}: ${wrong}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return bad.toSorted();
}

const reads = () =>
  listEntries().filter(
    (entry) => entry.kind === 'page' || (entry.kind === 'route' && entry.method === 'GET'),
  );
const actions = () =>
  listEntries().filter((entry): entry is Entry & { kind: 'action' } => entry.kind === 'action');

/** People with whom the list is read in turns: its limit of one person is less than its queries. */
const READERS = ['admin', 'operator', 'auditor', 'viewer'] as const;
/** Fewer exports than one person may begin in a minute, and have in progress. */
const [EXPORTS, EXPORTS_AT_ONCE] = [10, 1];

async function walkAsPeople(path: string, cookies: readonly string[]): Promise<readonly string[]> {
  const requests = listHostileQueries(path).map((query, at) => {
    const cookie = cookies[path === '/api/runs' ? at % cookies.length : 0] ?? '';
    return { path: `${path}?${query}`, headers: { ...OURS, cookie } };
  });
  const isExport = /export\./.test(path);
  const [size, atOnce] = isExport ? [EXPORTS, EXPORTS_AT_ONCE] : [100, AT_ONCE];
  const bad: string[] = [];
  for (let at = 0; at < requests.length; at += size) {
    await useUpAllowances('Ada', 0);
    bad.push(...(await walk(requests.slice(at, at + size), atOnce)));
  }
  return bad;
}

test('every page and route takes every hostile query of everybody and of an admin', async ({
  browser,
}) => {
  // 45 s alone, 180 s on a slow machine beside two other files.
  test.setTimeout(400_000);
  const people = await Promise.all(READERS.map((reader) => openCaller(browser, reader)));
  const cookies = await Promise.all(people.map(cookieOf));
  for (const { path, name } of reads()) {
    expect(await walkAsPeople(path, cookies), name).toEqual([]);
    const unknown = HOSTILE_QUERIES.map((query) => ({ path: `${path}?${query}`, headers: OURS }));
    expect(await walk(unknown), `${name}, nobody`).toEqual([]);
  }
  for (const person of people) await person.close();
});

test('every part of an address may be hostile', async ({ browser }) => {
  const context = await openCaller(browser, 'operator');
  const cookie = await cookieOf(context);
  const addresses = ['/runs/V', '/tickets/V', '/V', '/api/V', '/api/runs/V', '/api/runs/V/log'];
  const more = ['/api/runs/V/live', '/api/runs/V/snapshots', '/api/tickets/V/plan', '/api/auth/V'];
  const paths = [...addresses, ...more].flatMap((address) =>
    [...HOSTILE_TEXTS, '%', '%E0%A4%A'].map((text) => address.replace('V', text)),
  );
  await useUpAllowances('Olga', 0);
  const requests = paths.map((path) => ({ path, headers: { ...OURS, cookie } }));
  expect(await walk(requests)).toEqual([]);
  expect(await walk(paths.map((path) => ({ path, headers: OURS })))).toEqual([]);
  await context.close();
});

test('what is plainly wrong is refused as that, in words', async ({ browser }) => {
  const context = await openCaller(browser, 'admin');
  await useUpAllowances('Ada', 0);
  const cookie = await cookieOf(context);
  for (const [path, status] of REFUSED) {
    const answer = await sendRaw({ path, headers: { ...OURS, cookie } });
    expect(answer.status, `${path}: ${answer.text.slice(0, 200)}`).toBe(status);
    expect(judge(answer), path).toBeNull();
  }
  await context.close();
});

test('every action takes every hostile body, of everybody and of an admin', async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await openCaller(browser, 'admin');
  const cookie = await cookieOf(context);
  for (const { path, id, name } of actions()) {
    const types = ['text/plain;charset=UTF-8', 'multipart/form-data; boundary=x', 'x'];
    const requests = [{}, { cookie }].flatMap((who) =>
      types.flatMap((type) =>
        HOSTILE_BODIES.map((body) => {
          const length = String(Buffer.byteLength(body));
          const headers = {
            ...OURS,
            ...who,
            'next-action': id,
            'content-type': type,
            'content-length': length,
          };
          return { method: 'POST', path, headers, body };
        }),
      ),
    );
    expect(await walk(requests), name).toEqual([]);
  }
  await context.close();
});

test('no header makes a page or a route fail', async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await openCaller(browser, 'admin');
  const cookie = await cookieOf(context);
  const paths = reads().filter(({ path }) => !/export|live$/.test(path));
  await useUpAllowances('Ada', 0);
  const requests = paths.flatMap(({ path, kind }) =>
    HOSTILE_HEADERS.flatMap((headers) => {
      const all = { ...OURS, cookie, ...headers };
      const read = { path, headers: all };
      const post = { path, method: 'POST', headers: { ...all, 'content-length': '2' }, body: '[]' };
      return kind === 'page' ? [read, post] : [read];
    }),
  );
  expect(await walk(requests)).toEqual([]);
  await context.close();
});

test('a sign-in that would return elsewhere, and one that is no form, are refused in words', async () => {
  const send = (type: string, body: string) =>
    sendRaw({
      method: 'POST',
      path: '/api/auth/signin/oidc',
      headers: {
        ...OURS,
        'content-type': type,
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    });
  for (const callbackUrl of FOREIGN_CALLBACKS) {
    const form = new URLSearchParams({ csrfToken: 'x', callbackUrl }).toString();
    const posted = await send('application/x-www-form-urlencoded', form);
    const read = await sendRaw({ path: `/api/auth/csrf?${form}`, headers: OURS });
    for (const answer of [posted, read]) {
      expect(answer.status, `${JSON.stringify(callbackUrl)}: ${answer.text}`).toBe(400);
      expect(judge(answer)).toBeNull();
    }
  }
  for (const type of ['application/json', 'multipart/form-data; boundary=x', 'x']) {
    expect((await send(type, '{"callbackUrl":{"$ne":1}}')).status, type).toBe(415);
  }
});
