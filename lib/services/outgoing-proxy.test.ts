import { createServer, request as send } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { TEST_CERTIFICATE, TEST_KEY } from '@/testing/test-certificate';
import { startTestServices } from '@/testing/test-services';

afterEach(() => void vi.unstubAllEnvs());

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A forward proxy that passes everything on, and remembers to where. */
async function startForwardProxy() {
  const reached = new Set<string>();
  const server = createServer();
  server.on('connect', ({ url = '' }, socket: Socket) => {
    reached.add(url);
    const target = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, reached };
}

/** A stand-in behind TLS, as the real one is; plain HTTP never goes through a proxy. */
async function startTlsFront(getTarget: () => string) {
  const server = createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
    const { method, headers, url = '/' } = request;
    const passed = send(new URL(url, getTarget()), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  return `localhost:${await listen(server)}`;
}

async function startBehindProxy() {
  const dispatcher = getGlobalDispatcher();
  onTestFinished(() => setGlobalDispatcher(dispatcher));
  const proxy = await startForwardProxy();
  const origins = { freshservice: '', ec2: '', slack: '' };
  const hosts = {
    freshservice: await startTlsFront(() => origins.freshservice),
    ec2: await startTlsFront(() => origins.ec2),
    slack: await startTlsFront(() => origins.slack),
  };
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  const services = await startTestServices({
    variables: {
      FRESHSERVICE_URL: `https://${hosts.freshservice}/api/v2`,
      SLACK_API_URL: `https://${hosts.slack}/api/`,
    },
  });
  const { environment } = services.sandbox;
  origins.freshservice = environment['FRESHSERVICE_URL'] ?? '';
  origins.slack = environment['SLACK_API_URL'] ?? '';
  origins.ec2 = environment['AWS_ENDPOINT_URL_EC2'] ?? '';
  vi.stubEnv('AWS_ENDPOINT_URL_EC2', `https://${hosts.ec2}`);
  services.work();
  return { services, proxy, hosts };
}

test('Freshservice, EC2 and Slack are reached through HTTPS_PROXY', async () => {
  const { services, proxy, hosts } = await startBehindProxy();
  const run = await services.waitForRun(await services.start('CHN-7303'));
  expect(run).toMatchObject({ status: 'succeeded', slackStatus: 'sent' });
  expect([...proxy.reached].toSorted()).toEqual(Object.values(hosts).toSorted());
});

test('hosts of NO_PROXY are reached directly', async () => {
  vi.stubEnv('NO_PROXY', 'localhost');
  const { services, proxy } = await startBehindProxy();
  const run = await services.waitForRun(await services.start('CHN-7303'));
  expect(run).toMatchObject({ status: 'succeeded', slackStatus: 'sent' });
  expect([...proxy.reached]).toEqual([]);
});
