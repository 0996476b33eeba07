import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { openFreshConnections } from './create-clients';
import { TEST_CERTIFICATE, TEST_KEY } from '@/testing/test-certificate';

const PROTOCOLS = ['http', 'https'] as const;
const CONNECT_MS = 200;

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const end of cleanUp.splice(0)) end();
});

async function start(protocol: (typeof PROTOCOLS)[number], connectMs = 2_000) {
  const requests: string[] = [];
  const answer: http.RequestListener = (request, response) => {
    requests.push(request.url ?? '');
    response.end(String(request.socket.remotePort));
  };
  const server =
    protocol === 'http'
      ? http.createServer(answer)
      : https.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, answer);
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agents = openFreshConnections({ ca: TEST_CERTIFICATE, connectMs });
  const close = () => {
    agents.http.destroy();
    agents.https.destroy();
    server.closeAllConnections();
    server.close();
  };
  cleanUp.push(close);
  const { request } = protocol === 'https' ? https : http;
  const send = () =>
    request({ agent: agents[protocol], host: 'localhost', port, path: '/create' }).end();
  /** The port that the server saw the request come from. */
  const ask = async () => {
    const [response] = (await once(send(), 'response')) as [http.IncomingMessage];
    return Number(await text(response));
  };
  return { ask, send, close, sockets, requests };
}

test.each(PROTOCOLS)('a connection serves one request (%s)', async (protocol) => {
  const { ask, sockets } = await start(protocol);
  const ports = [await ask(), await ask()];
  expect(new Set(ports).size).toBe(2);
  expect(sockets).toHaveLength(2);
});

test.each(PROTOCOLS)(
  'a process that was paused while it connected sends nothing when it goes on (%s)',
  async (protocol) => {
    const { send, sockets, requests } = await start(protocol, CONNECT_MS);
    const sent = send();
    const failed = once(sent, 'error');
    // The connection is asked for; the process is paused before it hears of it.
    await new Promise((resolve) => setImmediate(resolve));
    const until = performance.now() + CONNECT_MS * 2;
    while (performance.now() < until);
    expect(await failed).toMatchObject([{ code: 'ETIMEDOUT', syscall: 'connect' }]);
    for (const socket of sockets) if (!socket.closed) await once(socket, 'close');
    expect(requests).toEqual([]);
  },
);

test.each(PROTOCOLS)('where no one listens the request says so (%s)', async (protocol) => {
  const { ask, close } = await start(protocol);
  close();
  await expect(ask()).rejects.toThrow('ECONNREFUSED');
});

test.each(PROTOCOLS)(
  'a request that is taken back while it connects is not sent (%s)',
  async (protocol) => {
    const { send, ask, requests } = await start(protocol);
    const taken = send();
    taken.on('error', () => undefined);
    taken.destroy();
    await ask();
    expect(requests).toHaveLength(1);
  },
);
