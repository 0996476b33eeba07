import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '@/sandbox/sandbox';
import { openServer, type NodeEnv } from '@/sandbox/server/open-server';
import { startSandbox } from '@/sandbox/start-sandbox';
import { createSlack } from './create-slack';
import type { RunMessage } from './build-run-message';

const MESSAGE: RunMessage = {
  ticket: 'CHN-7303',
  ticketUrl: 'https://acme.freshservice.com/a/changes/7303',
  subject: 'Upgrade <OpenSSL> & more',
  agentName: 'Jo Doe',
  agentEmail: 'jo@example.com',
  status: 'succeeded',
  runUrl: 'https://snapgate.example.com/runs/1',
  snapshots: [{ serverName: 'web-01', snapshotId: 'snap-0a1', state: 'pending', error: null }],
  errors: [],
  remarks: [],
  kind: 'create',
  override: null,
};

describe('with the Slack stand-in', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ dataDir: '', appUrl: 'http://127.0.0.1', include: ['slack'] });
  });
  afterAll(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  function connect(overrides: { token?: string; channel?: string; timeoutMs?: number } = {}) {
    const { url, token, channel } = sandbox.slack;
    return createSlack({ token, channel, apiUrl: url, username: 'Snapgate', ...overrides });
  }

  it('posts a message, says where it is, and updates it in place', async () => {
    const posted = await connect().postRunMessage(MESSAGE);
    if (!posted.ok) throw new Error(posted.code);
    expect(posted.permalink).toContain(posted.ts);
    expect(sandbox.slack.messages.list()).toMatchObject([
      { ts: posted.ts, username: 'Snapgate', editedAt: null },
    ]);
    const snapshots = [
      { serverName: 'web-01', snapshotId: 'snap-0a1', state: 'completed', error: null },
    ];
    const updated = await connect().updateRunMessage(posted.ts, posted.channel, {
      ...MESSAGE,
      snapshots,
    });
    expect(updated).toMatchObject({ ok: true, ts: posted.ts, channel: posted.channel });
    const [message, ...others] = sandbox.slack.messages.list();
    expect(others).toEqual([]);
    expect(JSON.stringify(message?.blocks)).toContain('completed');
    expect(JSON.stringify(message?.blocks)).toContain('Upgrade &lt;OpenSSL&gt; &amp; more');
  });

  it('is taken by Slack at its longest', async () => {
    const result = await connect().postRunMessage({
      ...MESSAGE,
      snapshots: Array.from({ length: 1_000 }, (_, index) => ({
        serverName: `web-${index}`,
        snapshotId: `snap-${index}`,
        state: 'completed',
        error: index % 2 === 0 ? null : 'no <volume>',
      })),
      errors: Array.from({ length: 500 }, () => 'no <volume>'),
    });
    expect(result).toMatchObject({ ok: true });
  });

  it('has a message without a link where Slack does not tell it', async () => {
    sandbox.faults.add({
      system: 'slack',
      operation: 'chat.getPermalink',
      effect: { kind: 'cut' },
    });
    expect(await connect().postRunMessage(MESSAGE)).toMatchObject({ ok: true, permalink: null });
  });

  it.each([
    ['a channel that is not there', { channel: '#nowhere' }, 'channel_not_found'],
    ['a token that is wrong', { token: 'xoxb-wrong' }, 'invalid_auth'],
  ])('names %s', async (_, overrides, code) => {
    expect(await connect(overrides).postRunMessage(MESSAGE)).toMatchObject({
      ok: false,
      code,
      final: true,
    });
  });

  it.each([
    ['a cut connection', { kind: 'cut' }, 'unreachable'],
    ['a cut after the effect', { kind: 'cut', when: 'after' }, 'unreachable'],
    ['silence', { kind: 'hang' }, 'time-out'],
    ['a page of HTML', { kind: 'not-json' }, 'unreadable'],
    ['nothing', { kind: 'empty-body' }, 'unreadable'],
    ['a 500', { kind: 'error', status: 500 }, 'http-500'],
    ['an error of its own', { kind: 'error', code: 'is_archived' }, 'is_archived'],
  ] as const)('turns %s into data, in one attempt', async (_, effect, code) => {
    sandbox.faults.add({ system: 'slack', operation: 'chat.postMessage', effect });
    const result = await connect({ timeoutMs: 500 }).postRunMessage(MESSAGE);
    expect(result).toMatchObject({ ok: false, code, retryAfterMs: null });
    expect(sandbox.calls.count({ system: 'slack' })).toBe(1);
    expect(JSON.stringify(result)).not.toContain(sandbox.slack.token);
  });

  it('passes on how long Slack asks to wait, and does not wait itself', async () => {
    const effect = { kind: 'error', status: 429, retryAfterSeconds: 17 } as const;
    sandbox.faults.add({ system: 'slack', effect });
    expect(await connect().postRunMessage(MESSAGE)).toEqual({
      ok: false,
      code: 'rate-limited',
      message: 'Slack rate limit reached.',
      retryAfterMs: 17_000,
      final: false,
    });
  });
});

describe('with something odd in place of Slack', () => {
  const close: (() => Promise<void>)[] = [];
  afterEach(() => Promise.all(close.splice(0).map((one) => one())));

  async function connectTo(answer: (context: Context<NodeEnv>) => Response) {
    const createApp = () => new Hono<NodeEnv>().all('*', answer);
    const server = await openServer({ host: '127.0.0.1', port: 0, createApp });
    close.push(() => server.close());
    const apiUrl = `${server.origin}/api`;
    return createSlack({ token: 't', channel: '#c', apiUrl, username: 'S', timeoutMs: 500 });
  }

  it.each([
    ['a 429 without a time', () => new Response(null, { status: 429 }), 'rate-limited', 30_000],
    ['an answer without ids', () => Response.json({ ok: true }), 'unreadable', null],
    ['an error that is no word', () => Response.json({ ok: false, error: 42 }), 'unreadable', null],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: '/' } }),
      'http-302',
      null,
    ],
    ['a 204', () => new Response(null, { status: 204 }), 'http-204', null],
    [
      'an answer that is cut',
      ({ env }: Context<NodeEnv>) => {
        env.outgoing.writeHead(200, { 'content-length': '500' });
        env.outgoing.write('{"ok":', () => env.incoming.socket.destroy());
        return RESPONSE_ALREADY_SENT;
      },
      'unreachable',
      null,
    ],
    [
      'an answer that stalls',
      ({ env }: Context<NodeEnv>) => {
        env.outgoing.writeHead(200);
        env.outgoing.write('{"ok":');
        return RESPONSE_ALREADY_SENT;
      },
      'time-out',
      null,
    ],
  ] as const)('turns %s into data', async (_, answer, code, retryAfterMs) => {
    const slack = await connectTo(answer);
    expect(await slack.postRunMessage(MESSAGE)).toMatchObject({ ok: false, code, retryAfterMs });
  });

  it('names the scope that the bot lacks', async () => {
    const answer = {
      ok: false,
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'users:read',
    };
    const slack = await connectTo(() => Response.json(answer));
    expect(await slack.postRunMessage(MESSAGE)).toMatchObject({
      code: 'missing_scope',
      message: 'Slack refused the message: the bot lacks the scope chat:write.',
    });
  });
});
