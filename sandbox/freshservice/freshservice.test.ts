import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox';
import { createClock } from '../server/clock';
import { startSandbox } from '../start-sandbox';
import type { TaskRecord, TicketFields } from './ticket-record';

let sandbox: Sandbox;

beforeAll(async () => {
  const startedAt = Date.now();
  sandbox = await startSandbox({
    dataDir: '',
    appUrl: 'http://127.0.0.1:1',
    include: ['freshservice'],
    clock: createClock(() => startedAt),
  });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

async function call(path: string, init: RequestInit = {}, key = sandbox.freshservice.apiKey) {
  const authorization = `Basic ${Buffer.from(`${key}:X`).toString('base64')}`;
  const response = await fetch(sandbox.freshservice.url + path, {
    ...init,
    headers: { authorization, 'content-type': 'application/json' },
    redirect: 'manual',
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function read<T>(path: string): Promise<T> {
  const { text } = await call(path);
  return JSON.parse(text) as T;
}

test('the base ticket is approved and its planned window includes now', async () => {
  const { change } = await read<{ change: TicketFields }>('/changes/7303');
  expect(change).toMatchObject({ id: 7303, approval_status: 1, status: 4, blackout_window: {} });
  const now = new Date(sandbox.clock.now()).toISOString();
  expect(String(change.planned_start_date) < now && now < String(change.planned_end_date)).toBe(
    true,
  );
});

test.each([
  ['/tickets/4711', 'ticket', 'Incident'],
  ['/tickets/4712', 'ticket', 'Service Request'],
  ['/problems/118', 'problem', undefined],
])('%s is a %s of type %s', async (path, name, type) => {
  const body = await read<Record<string, TicketFields>>(path);
  expect(body[name]?.type).toBe(type);
  expect((await read<{ tasks: TaskRecord[] }>(`${path}/tasks`)).tasks).toHaveLength(1);
});

test('65 tasks come in three pages of 30, linked until the last', async () => {
  const ids = new Set<number>();
  const links: (string | null)[] = [];
  let path = '/changes/7308/tasks';
  for (let page = 0; page < 3; page += 1) {
    const { text, headers } = await call(path);
    for (const { id } of (JSON.parse(text) as { tasks: TaskRecord[] }).tasks) ids.add(id);
    const link = headers.get('link');
    links.push(link);
    path =
      /<(.*)>; rel="next"/.exec(link ?? '')?.[1]?.replace(sandbox.freshservice.url, '') ?? path;
  }
  expect(ids.size).toBe(65);
  expect(links.map((link) => link === null)).toEqual([false, false, true]);
});

test.each([
  ['a wrong key', '/changes/7303', 'nobody', 401, /"code":"invalid_credentials","message"/],
  ['an unknown ticket', '/changes/1', undefined, 404, /^$/],
  [
    'more than 100 a page',
    '/changes/7308/tasks?per_page=101',
    undefined,
    400,
    /"description":.*"errors":\[\{"field":"per_page"/,
  ],
  ['page zero', '/changes/7308/tasks?page=0', undefined, 400, /"field":"page"/],
])('%s', async (_, path, key, status, body) => {
  const answer = await call(path, {}, key);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(body);
});

test('counts calls per minute and refuses with a time to wait', async () => {
  sandbox.settings.freshserviceCallsPerMinute = 2;
  const { headers } = await call('/changes/7303');
  expect(headers.get('x-ratelimit-total')).toBe('2');
  expect(headers.get('x-ratelimit-remaining')).toBe('1');
  await call('/changes/1');
  const refused = await call('/changes/7303');
  expect(refused.status).toBe(429);
  const waitMs = Number(refused.headers.get('retry-after')) * 1000;
  sandbox.clock.advance(waitMs);
  expect((await call('/changes/7303')).status).toBe(200);
});

test('a task can be finished and a note added', async () => {
  const { tasks } = await read<{ tasks: TaskRecord[] }>('/changes/7303/tasks');
  const path = `/changes/7303/tasks/${tasks[0]?.id}`;
  const put = await call(path, { method: 'PUT', body: JSON.stringify({ status: 3 }) });
  expect(JSON.parse(put.text)).toMatchObject({ task: { status: 3, title: tasks[0]?.title } });
  const body = JSON.stringify({ body: '<p>Three <b>snapshots</b></p>' });
  const post = await call('/changes/7303/notes', { method: 'POST', body });
  expect(post.status).toBe(201);
  expect(sandbox.freshservice.tickets.findByReference('CHN-7303')?.notes).toMatchObject([
    { body_text: 'Three snapshots' },
  ]);
  expect(sandbox.calls.list().map(({ operation }) => operation)).toEqual([
    'ListTasks',
    'UpdateTask',
    'CreateNote',
  ]);
});

test('the link to a ticket in a browser leads to the page of the sandbox', async () => {
  const origin = sandbox.freshservice.url.replace('/api/v2', '');
  for (const path of ['/a/changes/7303', '/itil/changes/7303', '/changes/7303']) {
    const { status, headers } = await fetch(origin + path, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([
      302,
      `${sandbox.control.url}/tickets/CHN-7303`,
    ]);
  }
});
