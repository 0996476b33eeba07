import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createFreshservice } from '@/lib/freshservice/create-freshservice';
import { createSlack } from '@/lib/slack/create-slack';
import type { RunMessage } from '@/lib/slack/build-run-message';

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that someone else has; it writes down what it was told. */
async function listenElsewhere() {
  const heard: (string | undefined)[] = [];
  const origin = await listen((request, response) => {
    heard.push(request.headers.authorization);
    response.end('{"ok":true}');
  });
  return { origin, heard };
}

const CHN = { kind: 'CHN', number: 7303 } as const;
const MESSAGE: RunMessage = {
  ticket: 'CHN-7303',
  ticketUrl: 'https://acme.freshservice.com/a/changes/7303',
  subject: 's',
  agentName: 'Jo',
  agentEmail: 'jo@example.com',
  status: 'succeeded',
  runUrl: 'https://snapgate.example.com/runs/1',
  snapshots: [],
  errors: [],
  remarks: [],
  kind: 'create',
  override: null,
};

function callFreshservice(origin: string) {
  const timing = { timeoutMs: 5_000, retryDelayMs: 1 };
  return createFreshservice({ url: `${origin}/api/v2`, apiKey: 'the-key', ...timing }).fetchTicket(
    CHN,
  );
}

function callSlack(origin: string) {
  const channel = { channel: 'C1', username: 'Snapgate', timeoutMs: 5_000 };
  return createSlack({
    token: 'xoxb-the-token',
    apiUrl: `${origin}/api/`,
    ...channel,
  }).postRunMessage(MESSAGE);
}

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) to another host is not followed: neither key nor token nor request gets there',
  async (status) => {
    const elsewhere = await listenElsewhere();
    const origin = await listen((request, response) => {
      response.writeHead(status, { location: `${elsewhere.origin}${request.url}` }).end();
    });
    await expect(callFreshservice(origin)).rejects.toMatchObject({ code: 'freshservice-refused' });
    expect(await callSlack(origin)).toMatchObject({ ok: false, code: `http-${status}` });
    expect(elsewhere.heard).toEqual([]);
  },
);

test('an answer without an end is not read to its end', async () => {
  let sent = 0;
  const origin = await listen((_, response) => {
    const chunk = Buffer.alloc(256 * 1024, 0x20);
    response.writeHead(200, { 'content-type': 'application/json' });
    const write = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
    };
    response.on('drain', write);
    write();
  });
  await expect(callFreshservice(origin)).rejects.toMatchObject({
    code: 'freshservice-unreadable',
    message: expect.stringContaining('larger than 4 MB') as string,
  });
  const answer = await callSlack(origin);
  expect(answer.ok).toBe(false);
  // The kernel's own buffers hold some more.
  expect(sent).toBeLessThan(80 * 1024 * 1024);
});

test('an answer that stalls ends with the time-out', async () => {
  const origin = await listen((_, response) => {
    response.writeHead(200).write('{"change":');
  });
  const freshservice = createFreshservice({ url: `${origin}/api/v2`, apiKey: 'k', timeoutMs: 50 });
  await expect(freshservice.fetchTicket(CHN)).rejects.toMatchObject({
    code: 'freshservice-unreachable',
  });
  const slack = createSlack({
    token: 't',
    apiUrl: `${origin}/api/`,
    channel: 'C1',
    username: 'S',
    timeoutMs: 50,
  });
  expect(await slack.postRunMessage(MESSAGE)).toMatchObject({ ok: false, code: 'time-out' });
});
