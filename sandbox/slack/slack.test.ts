import { LogLevel, WebClient, type ChatPostMessageArguments } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox';
import { createClock } from '../server/clock';
import { startSandbox } from '../start-sandbox';

let sandbox: Sandbox;
let slack: WebClient;

beforeAll(async () => {
  const startedAt = Date.now();
  sandbox = await startSandbox({
    dataDir: '',
    appUrl: 'http://127.0.0.1:1',
    include: ['slack'],
    clock: createClock(() => startedAt),
  });
  slack = clientWith(sandbox.slack.token);
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

function clientWith(token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: sandbox.slack.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

const section = (text: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text },
});
const header = (text: string) => ({
  type: 'header' as const,
  text: { type: 'plain_text' as const, text },
});

test('a message can be posted, found, linked and edited', async () => {
  const blocks = [header('CHN-7303'), section('web-01: `snap-1` &amp; more')];
  const posted = await slack.chat.postMessage({ channel: '#ops-snapshots', text: 'x', blocks });
  expect(posted).toMatchObject({ ok: true, channel: 'C0SNAPSHOTS' });
  const where = { channel: 'C0SNAPSHOTS', ts: posted.ts ?? '' };
  const link = await slack.chat.getPermalink({ channel: where.channel, message_ts: where.ts });
  expect(link.permalink).toBe(`${sandbox.control.url}/#m${where.ts}`);
  await slack.chat.update({ ...where, text: 'y', blocks: [header('Done')] });
  expect(sandbox.slack.messages.list()).toMatchObject([{ text: 'y', blocks: [header('Done')] }]);
  expect(await slack.auth.test()).toMatchObject({ ok: true, team_id: 'T0SANDBOX1' });
});

const message = { channel: 'ops-snapshots', text: 'x' };
const many = (count: number, text: string) => Array.from({ length: count }, () => section(text));

test.each<[string, ChatPostMessageArguments]>([
  ['channel_not_found', { ...message, channel: 'nowhere' }],
  ['is_archived', { ...message, channel: 'C0ARCHIVED1' }],
  ['no_text', { ...message, text: '' }],
  ['invalid_blocks', { ...message, blocks: many(51, 'x') }],
  ['invalid_blocks', { ...message, blocks: many(1, 'x'.repeat(3001)) }],
  ['invalid_blocks', { ...message, blocks: [header('x'.repeat(151))] }],
  ['msg_blocks_too_long', { ...message, blocks: many(5, 'x'.repeat(3000)) }],
])('refuses with %s', async (error, args) => {
  await expect(slack.chat.postMessage(args)).rejects.toMatchObject({ data: { ok: false, error } });
  expect(sandbox.slack.messages.list()).toEqual([]);
});

test('a wrong token is refused and never written down', async () => {
  const refused = clientWith('xoxb-wrong').chat.postMessage(message);
  await expect(refused).rejects.toMatchObject({ data: { error: 'invalid_auth' } });
  expect(JSON.stringify(sandbox.calls.list())).not.toContain('xoxb');
});

test('a channel takes a burst and then one message a second', async () => {
  sandbox.settings.slackBurst = 1;
  await slack.chat.postMessage(message);
  await expect(slack.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 1 });
  sandbox.clock.advance(1000);
  await expect(slack.chat.postMessage(message)).resolves.toMatchObject({ ok: true });
});

test('faults look like Slack', async () => {
  const operation = 'chat.postMessage';
  const fail = (code: string, retryAfterSeconds: number) =>
    sandbox.faults.add({
      system: 'slack',
      operation,
      count: 1,
      effect: { kind: 'error', code, retryAfterSeconds },
    });
  fail('account_inactive', 0);
  await expect(slack.chat.postMessage(message)).rejects.toMatchObject({
    data: { error: 'account_inactive' },
  });
  fail('ratelimited', 7);
  await expect(slack.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 7 });
});
