import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { openConnectionsAhead, type Endpoint } from './connect-ahead';
import { TEST_CERTIFICATE, TEST_KEY } from './test-certificate';

const WAYS = [
  { protocol: 'http:', opened: 'connection' },
  { protocol: 'https:', opened: 'secureConnection' },
] as const;

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const end of cleanUp.splice(0)) end();
});

async function start({ protocol, opened }: (typeof WAYS)[number]) {
  const answer: http.RequestListener = (request, response) =>
    response.end(String(request.socket.remotePort));
  const server =
    protocol === 'http:'
      ? http.createServer(answer)
      : https.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, answer);
  const sockets: Socket[] = [];
  server.on(opened, (socket: Socket) => sockets.push(socket));
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint: Endpoint = { protocol, hostname: 'localhost', port };
  const connections = openConnectionsAhead({ ca: TEST_CERTIFICATE, connectMs: 2_000 });
  const close = () => {
    connections.destroy();
    server.closeAllConnections();
    server.close();
  };
  cleanUp.push(close);
  return { connections, endpoint, sockets, close, ask: () => ask(connections, endpoint) };
}

/** The port that the server saw the request come from. */
async function ask(
  connections: ReturnType<typeof openConnectionsAhead>,
  { protocol, hostname, port }: Endpoint,
): Promise<number> {
  const agent = protocol === 'https:' ? connections.https : connections.http;
  const { request } = protocol === 'https:' ? https : http;
  const sent = request({ agent, host: hostname, port, path: '/' }).end();
  const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
  return Number(await text(response));
}

test.each(WAYS)(
  'a request leaves by the connection that was opened for it ($protocol)',
  async (way) => {
    const { connections, endpoint, sockets, ask: send } = await start(way);
    await connections.open(endpoint);
    await expect.poll(() => sockets.length).toBe(1);
    expect(await send()).toBe(sockets[0]?.remotePort);
    expect(sockets).toHaveLength(1);
  },
);

test.each(WAYS)('a connection serves one request ($protocol)', async (way) => {
  const { connections, endpoint, ask: send } = await start(way);
  await connections.open(endpoint);
  const ports = [await send(), await send()];
  expect(new Set(ports).size).toBe(2);
});

test.each(WAYS)('one that the other side closed is not used ($protocol)', async (way) => {
  const { connections, endpoint, sockets, ask: send } = await start(way);
  await connections.open(endpoint);
  await expect.poll(() => sockets.length).toBe(1);
  const closed = sockets[0]?.remotePort;
  sockets[0]?.end();
  await once(sockets[0] as Socket, 'close');
  expect(await send()).not.toBe(closed);
});

test.each(WAYS)('one whose request does not leave is closed ($protocol)', async (way) => {
  const { connections, endpoint, sockets } = await start(way);
  await connections.open(endpoint);
  await expect.poll(() => sockets.length).toBe(1);
  connections.close(endpoint);
  await once(sockets[0] as Socket, 'close');
  expect(sockets).toHaveLength(1);
});

test.each(WAYS)('where nobody listens the request says so ($protocol)', async (way) => {
  const { connections, endpoint, close, ask: send } = await start(way);
  close();
  await connections.open(endpoint);
  await expect(send()).rejects.toThrow('ECONNREFUSED');
});
