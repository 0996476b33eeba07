import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { watchHttpServers } from './http-servers';

/** A server as Next opens it: its listener is there before anything of ours is. */
async function openServer() {
  const worked: string[] = [];
  const hosts: (string | undefined)[] = [];
  const server = createServer((received, response) => {
    worked.push(`${received.method} ${received.url}`);
    hosts.push(received.headers.host);
    response.end('worked');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { close } = watchHttpServers(
    (cookies) => Promise.resolve(cookies === 'known'),
    'snapgate.example.com',
  );
  onTestFinished(() => {
    server.closeAllConnections();
    return close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
    // The answer may come, and the connection go, before all of the body is sent.
    sent.on('error', () => undefined);
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return {
      status: response.statusCode,
      allow: response.headers.allow,
      body: await text(response),
    };
  };
  return { ask, worked, hosts, port };
}

const REFUSED = ['HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'PROPFIND', 'PURGE', 'M-SEARCH'];

test.each([
  ['/api/runs/export.csv', 'GET'],
  ['/api/runs/1/live', 'GET'],
  ['/runs?q=x', 'GET, POST'],
  ['/api/auth/signin/oidc', 'GET, POST'],
])(
  '%s does no work for a method that it does not list, from the first request on',
  async (path, allow) => {
    const { ask, worked } = await openServer();
    for (const method of REFUSED) {
      const answer = await ask(method, path);
      expect({ method, ...answer }).toMatchObject({ method, status: 405, allow });
      if (method !== 'HEAD') expect(answer.body).toMatch(/^This URL supports only .*\.$/);
    }
    expect(worked).toEqual([]);
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: 'worked' });
  },
);

test('health is answered to load balancers that ask by HEAD, and pages take posts', async () => {
  const { ask, worked } = await openServer();
  await ask('HEAD', '/api/health/live');
  await ask('POST', '/tickets/CHN-7303');
  expect(worked).toEqual(['HEAD /api/health/live', 'POST /tickets/CHN-7303']);
});

test.each(['/runs/%E0%A4%A', '/%', '/runs/%ff', '/api/runs/%zz/log'])(
  'the address %s is refused as unreadable',
  async (path) => {
    const { ask, worked } = await openServer();
    expect(await ask('GET', path)).toMatchObject({
      status: 400,
      body: 'Malformed URL.',
    });
    expect(worked).toEqual([]);
  },
);

test('no one sends a large body, a known person no huge one, and each says how long it is', async () => {
  const { ask, worked } = await openServer();
  const post = (bytes: number, headers: Readonly<Record<string, string>> = {}) =>
    ask('POST', '/runs', { 'content-length': String(bytes), ...headers }, 'x'.repeat(bytes));
  expect(await post(4_096)).toMatchObject({ status: 200 });
  expect(await post(4_097)).toMatchObject({ status: 413 });
  expect(await post(4_097, { cookie: 'other' })).toMatchObject({ status: 413 });
  expect(await post(500_000, { cookie: 'known' })).toMatchObject({ status: 200 });
  expect(await post(600_000, { cookie: 'known' })).toMatchObject({ status: 413 });
  expect(await ask('POST', '/runs', { 'transfer-encoding': 'chunked' }, 'x')).toMatchObject({
    status: 411,
    body: 'Content-Length required.',
  });
  expect(worked).toEqual(['POST /runs', 'POST /runs']);
});

test('a proxy may send any Host, or none, from the first request on', async () => {
  const { ask, hosts, port } = await openServer();
  const socket = connect(port, '127.0.0.1');
  socket.end('GET /runs HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  await ask('GET', '/runs', { host: 'upstream_1:3001' });
  expect(hosts).toEqual(['snapgate.example.com', 'snapgate.example.com']);
});
