import assert from 'node:assert/strict';
import { until } from './tools';
import type { Case } from './database-cases';
import type { Rig } from './rig';
import { executeTicket, shareWeb, signIn } from './web';

const HOST_LINE = 'proxy_set_header Host $http_host;';

/** nginx of the distribution in front of two processes, with the configuration of docs/deploy. */
export const PROXY_CASES: readonly Case[] = [
  {
    name: 'nginx with TLS, as documented: sign-in, lookup, Execute, run page',
    run: executeThroughNginx,
  },
  {
    name: 'nginx that sends no Host: Execute works',
    run: (rig) => executeWithHost(rig, 'proxy_set_header Host "";'),
  },
  {
    name: 'nginx that sends the host without its port: Execute works',
    run: (rig) => executeWithHost(rig, 'proxy_set_header Host $host;'),
  },
  {
    name: 'nginx that sends the name of its upstream: Execute works',
    run: (rig) => executeWithHost(rig, ''),
  },
  { name: 'opened by IP: people are sent to the right address', run: openByAddress },
  { name: 'a proxy that changes Origin: the page names the header', run: changeOrigin },
  { name: 'two proxies: the log has the browser’s address, not a forged one', run: passTwoProxies },
];

async function executeThroughNginx(rig: Rig): Promise<void> {
  const { nginx, nextTicket, openPage } = await shareWeb(rig);
  const page = await openPage();
  await signIn(page, nginx.url);
  await executeTicket(page, nginx.url, nextTicket());
  await page.context().close();
}

async function executeWithHost(rig: Rig, line: string): Promise<void> {
  const { nginx, nextTicket, openPage } = await shareWeb(rig);
  await nginx.reload((documented) => documented.replace(HOST_LINE, line));
  try {
    const page = await openPage();
    await signIn(page, nginx.url);
    await executeTicket(page, nginx.url, nextTicket());
    await page.context().close();
  } finally {
    await nginx.reload((documented) => documented);
  }
}

async function openByAddress(rig: Rig): Promise<void> {
  const { nginx, openPage } = await shareWeb(rig);
  const page = await openPage();
  await page.goto(`https://127.0.0.1:${nginx.port}/runs?q=db`);
  await page.waitForURL((url) => url.origin === nginx.url);
  const returnTo = new URL(page.url()).searchParams.get('callbackUrl');
  assert.equal(returnTo, '/runs?q=db');
  await page.context().close();
}

async function changeOrigin(rig: Rig): Promise<void> {
  const { nginx, nextTicket, openPage } = await shareWeb(rig);
  const page = await openPage();
  await signIn(page, nginx.url);
  await nginx.reload((documented) =>
    documented.replace(HOST_LINE, `${HOST_LINE} proxy_set_header Origin http://127.0.0.1:3001;`),
  );
  try {
    const { reference, environment } = nextTicket();
    await page.goto(`${nginx.url}/tickets/${reference}?environment=${environment}`);
    await page.getByRole('button', { name: /^Take / }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Take / }).click();
    const sentence = `The Origin header is not ${nginx.url}`;
    await page.getByText(sentence).first().waitFor();
  } finally {
    await nginx.reload((documented) => documented);
    await page.context().close();
  }
}

/** The hosts state two proxies: one more in front of the documented one, and a client that lies. */
async function passTwoProxies(rig: Rig): Promise<void> {
  const { nginx, hosts, openPage } = await shareWeb(rig);
  const add = '$proxy_add_x_forwarded_for;';
  // As an outer proxy would hand it on: what the client wrote, then the client.
  await nginx.reload((documented) =>
    documented.replace(add, '"203.0.113.9, 198.51.100.7, $remote_addr";'),
  );
  try {
    const page = await openPage();
    await signIn(page, nginx.url);
    await page.context().close();
    await until(async () => {
      const lines = hosts.flatMap((host) => host.readLog().split('\n'));
      const last = lines.findLast((line) => line.includes('"msg":"signed in"')) ?? '{}';
      const clients = lines
        .filter((line) => line.includes('"msg":"signed in"'))
        .map((line) => (JSON.parse(line) as { client?: string }).client);
      assert.ok(clients.includes('198.51.100.7'), `The log says ${last}`);
    }, 'the log does not have the address');
  } finally {
    await nginx.reload((documented) => documented);
  }
}
