import { once } from 'node:events';
import { createServer } from 'node:net';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors/app-error';
import { openServer, type NodeEnv, type OpenServer } from '@/sandbox/server/open-server';
import { createFreshservice, type FreshserviceConfig } from './create-freshservice';

const API_KEY = 'secret-key-of-the-test';
const CHN = { kind: 'CHN', number: 7303 } as const;
const servers: OpenServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Answer = (context: Context<NodeEnv>, call: number) => Response | Promise<Response>;

/** A real server that answers each call as it is told, and what it saw. */
async function connect(answer: Answer, config: Partial<FreshserviceConfig> = {}) {
  const seen: URL[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = await openServer({
    host: '127.0.0.1',
    port: 0,
    createApp: () =>
      new Hono<NodeEnv>().all('*', (context) => {
        seen.push(new URL(context.req.url));
        authorizations.push(context.req.header('authorization'));
        return answer(context, seen.length);
      }),
  });
  servers.push(server);
  const url = `${server.origin}/api/v2`;
  const parts = { url, apiKey: API_KEY, retryDelayMs: 1, ...config };
  return { freshservice: createFreshservice(parts), seen, authorizations, origin: server.origin };
}

function reply(body: unknown, headers: Record<string, string> = {}, status = 200): Response {
  return Response.json(body, { status, headers });
}

function cut({ env }: Context<NodeEnv>): Response {
  env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function cutWithinBody({ env }: Context<NodeEnv>): Response {
  env.outgoing.writeHead(200, { 'content-length': '500' });
  env.outgoing.write('{"change":', () => env.incoming.socket.destroy());
  return RESPONSE_ALREADY_SENT;
}

function stallWithinBody({ env }: Context<NodeEnv>): Response {
  env.outgoing.writeHead(200);
  env.outgoing.write('{"change":');
  return RESPONSE_ALREADY_SENT;
}

const neverAnswer: Answer = () => RESPONSE_ALREADY_SENT;

/** The AppError of a call that must fail. */
async function failureOf(pending: Promise<unknown>): Promise<AppError> {
  const error = await pending.then(
    () => 'it worked',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

describe('fetchTicket', () => {
  it.each([
    ['CHN', '/api/v2/changes/7303', 'change'],
    ['INC', '/api/v2/tickets/7303', 'ticket'],
    ['SR', '/api/v2/tickets/7303', 'ticket'],
    ['PRB', '/api/v2/problems/7303', 'problem'],
  ] as const)('asks for %s at %s, with the key as Basic user', async (kind, path, envelope) => {
    const { freshservice, seen, authorizations, origin } = await connect(() =>
      reply({ [envelope]: { subject: 'Patch', status: 2 } }),
    );
    const ticket = await freshservice.fetchTicket({ kind, number: 7303 });
    expect(ticket.reference).toBe(`${kind}-7303`);
    expect(ticket.url).toBe(`${origin}${path.replace('/api/v2', '/a')}`);
    expect(seen.map((url) => url.pathname)).toEqual([path]);
    expect(atob(authorizations[0]?.replace('Basic ', '') ?? '')).toBe(`${API_KEY}:X`);
  });

  it('remembers the rate limit that was last seen, failed calls included', async () => {
    const { freshservice } = await connect((_, call) =>
      call === 1
        ? reply(
            { change: { status: 1 } },
            { 'X-Ratelimit-Total': '200', 'X-Ratelimit-Remaining': '9' },
          )
        : new Response(null, {
            status: 404,
            headers: { 'X-Ratelimit-Total': '200', 'X-Ratelimit-Remaining': '8.0' },
          }),
    );
    expect(freshservice.rateLimit()).toBeNull();
    await freshservice.fetchTicket(CHN);
    expect(freshservice.rateLimit()).toEqual({ total: 200, remaining: 9 });
    await failureOf(freshservice.fetchTicket(CHN));
    expect(freshservice.rateLimit()).toEqual({ total: 200, remaining: 8 });
  });
});

describe('a failure of Freshservice', () => {
  const html = '<html><body>Down for maintenance</body></html>';
  it.each<[string, Answer, AppError['code'], string, number]>([
    [
      '401',
      () => reply({ code: 'invalid_credentials' }, {}, 401),
      'freshservice-unauthorized',
      'rejected the API key',
      1,
    ],
    [
      '403',
      () => reply({ code: 'access_denied' }, {}, 403),
      'freshservice-unauthorized',
      'refused access: (access_denied)',
      1,
    ],
    [
      '403 for a feature',
      () => reply({ code: 'require_feature', message: 'The Tasks feature is off.' }, {}, 403),
      'freshservice-unauthorized',
      'refused access: The Tasks feature is off. (require_feature)',
      1,
    ],
    [
      '404 without body',
      () => new Response(null, { status: 404 }),
      'ticket-not-found',
      'no ticket',
      1,
    ],
    [
      '404 with JSON',
      () => reply({ code: 'not_found', message: 'x' }, {}, 404),
      'ticket-not-found',
      'no ticket',
      1,
    ],
    [
      '404 with HTML',
      () => new Response(html, { status: 404 }),
      'freshservice-unreadable',
      'not the Freshservice API',
      1,
    ],
    [
      '429 without a time',
      () => reply({}, {}, 429),
      'freshservice-rate-limited',
      'rate limit reached',
      1,
    ],
    [
      '429 for long',
      () => reply({}, { 'Retry-After': '42' }, 429),
      'freshservice-rate-limited',
      'rate limit reached',
      1,
    ],
    [
      '429 twice',
      () => reply({}, { 'Retry-After': '0' }, 429),
      'freshservice-rate-limited',
      'rate limit reached',
      2,
    ],
    [
      '500 twice',
      () => new Response(html, { status: 500 }),
      'freshservice-unavailable',
      'status 500',
      2,
    ],
    [
      '503 for long',
      () => new Response(null, { status: 503, headers: { 'Retry-After': '60' } }),
      'freshservice-unavailable',
      'status 503',
      1,
    ],
    [
      '400 with a reason',
      () => reply({ description: 'Validation failed', errors: [] }, {}, 400),
      'freshservice-refused',
      'Validation failed',
      1,
    ],
    [
      '405 without JSON',
      () => new Response('no', { status: 405 }),
      'freshservice-refused',
      'status 405',
      1,
    ],
    [
      'a redirect',
      () =>
        new Response(null, { status: 302, headers: { Location: 'https://evil.example/login' } }),
      'freshservice-refused',
      'another address',
      1,
    ],
    ['a page instead of JSON', () => new Response(html), 'freshservice-unreadable', 'not JSON', 1],
    [
      'nothing',
      () => new Response(null, { status: 200 }),
      'freshservice-unreadable',
      'not JSON',
      1,
    ],
    [
      'other JSON',
      () => reply({ hello: 'world' }),
      'freshservice-unreadable',
      'lacks fields that Snapgate needs: change',
      1,
    ],
    [
      'a cut connection, twice',
      cut,
      'freshservice-unreachable',
      'was lost before the response was complete',
      2,
    ],
    [
      'a cut within the reply, twice',
      cutWithinBody,
      'freshservice-unreachable',
      'was lost before the response was complete',
      2,
    ],
    ['silence', neverAnswer, 'freshservice-unreachable', 'in time', 1],
    ['a reply that stalls', stallWithinBody, 'freshservice-unreachable', 'in time', 1],
  ])('has its own message: %s', async (_, answer, code, words, calls) => {
    const { freshservice, seen } = await connect(answer, { timeoutMs: 500 });
    const error = await failureOf(freshservice.fetchTicket(CHN));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.hint).not.toBe('');
    expect(seen).toHaveLength(calls);
    expect(JSON.stringify([error, error.details, error.message, error.hint])).not.toContain(
      API_KEY,
    );
  });

  it('says how long to wait and keeps the request id', async () => {
    const headers = { 'Retry-After': '42', 'X-Request-Id': 'req-1' };
    const { freshservice } = await connect(() => reply({}, headers, 429));
    const error = await failureOf(freshservice.fetchTicket(CHN));
    expect(error).toMatchObject({ retryable: true, retryAfterMs: 42_000 });
    expect(error.details).toMatchObject({ httpStatus: 429, freshserviceRequestId: 'req-1' });
  });

  it('tells a port where no one listens from a name that does not exist', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as { port: number };
    gone.close();
    const ask = (url: string) =>
      failureOf(createFreshservice({ url, apiKey: API_KEY, retryDelayMs: 1 }).fetchTicket(CHN));
    const refused = await ask(`http://127.0.0.1:${port}/api/v2`);
    expect([refused.code, refused.message]).toEqual([
      'freshservice-unreachable',
      'The connection to Freshservice was refused.',
    ]);
    const unnamed = await ask('http://nothing-here.invalid/api/v2');
    expect([unnamed.code, unnamed.message]).toEqual([
      'freshservice-unreachable',
      'The host name of Freshservice could not be resolved.',
    ]);
  });

  it.each<[string, Answer]>([
    ['a cut connection', cut],
    ['a 502', () => new Response(null, { status: 502 })],
    ['a 429 that ends at once', () => reply({}, { 'Retry-After': '0' }, 429)],
  ])('is survived when it was %s, once', async (_, answer) => {
    const { freshservice, seen } = await connect((context, call) =>
      call === 1 ? answer(context, call) : reply({ change: { status: 1 } }),
    );
    await expect(freshservice.fetchTicket(CHN)).resolves.toMatchObject({ reference: 'CHN-7303' });
    expect(seen).toHaveLength(2);
  });
});

describe('fetchTasks', () => {
  const page = (context: Context<NodeEnv>) => Number(context.req.query('page') ?? '1');
  const task = (id: number) => ({ id, title: `snap:web-${id}`, description: null, status: 1 });
  const next = (url: string) => ({ Link: `<${url}>; rel="next"` });

  it('reads all pages, each task once, in order', async () => {
    const { freshservice, seen } = await connect((context) => {
      const at = page(context);
      const url = new URL(context.req.url);
      url.searchParams.set('page', String(at + 1));
      // Task 2 moved to the second page while the first one was read.
      const tasks = at === 1 ? [task(1), task(2)] : [task(at), task(at + 1)];
      return reply({ tasks }, at < 3 ? next(url.href) : {});
    });
    const tasks = await freshservice.fetchTasks(CHN);
    expect(tasks.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
    expect(seen.map((url) => url.pathname + url.search)).toEqual([
      '/api/v2/changes/7303/tasks?per_page=100',
      '/api/v2/changes/7303/tasks?per_page=100&page=2',
      '/api/v2/changes/7303/tasks?per_page=100&page=3',
    ]);
  });

  it('takes a ticket without tasks as an empty list', async () => {
    const { freshservice } = await connect(() => reply({ tasks: [] }));
    await expect(freshservice.fetchTasks(CHN)).resolves.toEqual([]);
  });

  it.each([
    ['at another host', () => next('https://evil.example/api/v2/changes/7303/tasks?page=2')],
    ['with a password in it', (url: string) => next(url.replace('//', '//me:pw@'))],
    ['that was read already', (url: string) => next(url)],
    ['in a header that is broken', () => ({ Link: '<<<; rel=next' })],
  ])('fails instead of following a page %s', async (_, link) => {
    const { freshservice, seen } = await connect((context) =>
      reply({ tasks: [task(1)] }, link(context.req.url)),
    );
    const error = await failureOf(freshservice.fetchTasks(CHN));
    expect(error.code).toBe('freshservice-unreadable');
    expect(error.message).toMatch(/not all tasks could be read/i);
    expect(seen).toHaveLength(1);
  });

  it('fails instead of reading more than 30 pages', async () => {
    const { freshservice, seen } = await connect((context) => {
      const url = new URL(context.req.url);
      url.searchParams.set('page', String(page(context) + 1));
      return reply({ tasks: [task(page(context))] }, next(url.href));
    });
    const error = await failureOf(freshservice.fetchTasks(CHN));
    expect(error.message).toContain('over 30 pages');
    expect(seen).toHaveLength(30);
  });

  it('ends at the first task of a reply that is all wrong, whatever its length', async () => {
    const wrong = await connect(() => reply({ tasks: Array.from({ length: 900 }, () => ({})) }));
    const error = await failureOf(wrong.freshservice.fetchTasks(CHN));
    expect(error).toMatchObject({
      code: 'freshservice-unreadable',
      details: { fields: 'id' },
    });
    const long = await connect(
      () => new Response(`{"tasks":[${'{},'.repeat(2_000)}{}]}`, { status: 200 }),
    );
    expect(await failureOf(long.freshservice.fetchTasks(CHN))).toMatchObject({
      code: 'freshservice-unreadable',
      details: { tasks: 2_001 },
    });
  });

  it('parses no reply of a million values', async () => {
    const { freshservice } = await connect(
      () => new Response(`{"tasks":[${'{},'.repeat(1_000_000)}{}]}`, { status: 200 }),
    );
    expect(await failureOf(freshservice.fetchTasks(CHN))).toMatchObject({
      code: 'freshservice-unreadable',
      message: 'Freshservice returned more fields than a page of tasks can have.',
    });
  });

  it('follows no next page with credentials of its own, not even without a user', async () => {
    const { freshservice, seen } = await connect((context) => {
      const url = new URL(context.req.url);
      return reply(
        { tasks: [task(1)] },
        next(`${url.protocol}//:pw@${url.host}${url.pathname}?page=2`),
      );
    });
    expect((await failureOf(freshservice.fetchTasks(CHN))).code).toBe('freshservice-unreadable');
    expect(seen).toHaveLength(1);
  });

  it('fails as a whole when a later page fails', async () => {
    const { freshservice } = await connect((context) =>
      page(context) === 1
        ? reply({ tasks: [task(1)] }, next(`${context.req.url}&page=2`))
        : new Response(null, { status: 500 }),
    );
    expect((await failureOf(freshservice.fetchTasks(CHN))).code).toBe('freshservice-unavailable');
  });
});

it.each([
  ['require_feature', 'The requested feature is not supported in your plan', 'switched off'],
  ['access_denied', 'Your IP address is not allowed', 'allow the address of the Snapgate server'],
  ['inactive_account', 'Account is suspended', 'activate the account'],
  ['access_denied', 'You are not authorized to perform this action', 'access to the workspace'],
])('403 %s (%s) says what helps', async (code, message, hint) => {
  const { freshservice } = await connect(() => reply({ code, message }, {}, 403));
  const error = await failureOf(freshservice.fetchTicket(CHN));
  expect(error.message).toBe(`Freshservice refused access: ${message} (${code})`);
  expect(error.hint).toContain(hint);
});

it('reads the next page from the host of the API where its link names the portal', async () => {
  const link =
    '<https://help.acme.example/api/v2/changes/7303/tasks?page=2&per_page=100>; rel="next"';
  const tasks = (id: number) => ({ tasks: [{ id, title: 'x', description: null, status: 1 }] });
  const answer: Answer = (_, call) => (call === 1 ? reply(tasks(1), { link }) : reply(tasks(2)));
  const portalHosts = ['help.acme.example'];
  const { freshservice, seen, origin } = await connect(answer, { portalHosts });
  expect((await freshservice.fetchTasks(CHN)).map(({ id }) => id)).toEqual(['1', '2']);
  expect(seen.map((url) => url.origin)).toEqual([origin, origin]);
  expect(seen[1]?.search).toBe('?page=2&per_page=100');
});
