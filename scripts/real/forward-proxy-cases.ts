import assert from 'node:assert/strict';
import { applyMigrations } from '@/lib/db/migrate';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { buildBulkTickets } from '../chaos/bulk-tickets';
import type { Case } from './database-cases';
import { startTlsFronts } from './nginx';
import type { Rig } from './rig';
import { until } from './tools';
import { startTinyproxy, type ForwardProxy } from './tinyproxy';
import {
  buildArtifact,
  buildEnvironment,
  executeTicket,
  openBrowser,
  openSandbox,
  newPage,
  signIn,
  startHost,
} from './web';

/** The distribution's forward proxy between the product and everything that it calls. */
export const FORWARD_PROXY_CASES: readonly Case[] = [
  {
    name: 'tinyproxy in HTTPS_PROXY: sign-in, Freshservice, EC2 and Slack go through it',
    run: async (rig) => {
      const { proxy, hosts } = await runBehind(rig, '');
      assert.deepEqual(proxy.reached(), hosts.toSorted());
    },
  },
  {
    name: 'tinyproxy with NO_PROXY: what it names is reached directly',
    run: async (rig) => {
      const { proxy } = await runBehind(rig, 'localhost');
      assert.deepEqual(proxy.reached(), []);
    },
  },
];

const SYSTEMS = ['freshservice', 'ec2', 'slack', 'oidc'] as const;

let count = 0;

/** Signs in and executes with everything outside behind TLS; returns what was reached how. */
async function runBehind(
  rig: Rig,
  noProxy: string,
): Promise<{ readonly proxy: ForwardProxy; readonly hosts: readonly string[] }> {
  await buildArtifact(rig);
  const proxy = await startTinyproxy(rig.tools);
  rig.onClose(proxy.stop);
  const { urls, sandbox, environment, ticket, appUrl, port } = await openSystems(rig);
  const host = await startHost(
    rig,
    `behind-proxy-${(count += 1)}`,
    { ...environment, HTTPS_PROXY: proxy.url, NO_PROXY: noProxy },
    port,
  );
  const page = await newPage(await openBrowser(rig));
  await signIn(page, appUrl);
  await executeTicket(page, appUrl, ticket);
  await until(
    async () => assert.ok(sandbox.slack.messages.list().length > 0),
    'Slack got no message',
  );
  await page.context().close();
  await host.process().stop();
  return { proxy, hosts: urls.map((url) => new URL(url).host) };
}

/** The stand-ins behind TLS of our own CA, and the variables that name them there. */
async function openSystems(rig: Rig) {
  const { tools, certificates, postgres } = rig;
  const ports = { freshservice: 0, ec2: 0, slack: 0, oidc: 0 };
  for (const name of SYSTEMS) ports[name] = await findFreePort(0);
  const targets = SYSTEMS.map((name) => `http://127.0.0.1:${ports[name]}`);
  const fronts = await startTlsFronts(tools, certificates, targets);
  rig.onClose(fronts.stop);
  const [freshservice, ec2, slack, issuer = ''] = fronts.urls;
  const port = await findFreePort(0);
  const appUrl = `http://127.0.0.1:${port}`;
  const sandbox = await openSandbox(rig, { appUrl, ports, issuer });
  const [ticket] = buildBulkTickets(2, 2);
  if (ticket === undefined) throw new Error('There is no ticket.');
  sandbox.addSample(ticket.sample);
  const databaseUrl = postgres.url(await postgres.createDatabase());
  await applyMigrations(databaseUrl);
  const environment = {
    ...buildEnvironment(sandbox, databaseUrl, appUrl),
    FRESHSERVICE_URL: `${freshservice}/api/v2`,
    SLACK_API_URL: `${slack}/api/`,
    AWS_ENDPOINT_URL_EC2: ec2,
    AWS_ENDPOINT_URL_STS: ec2,
    NODE_EXTRA_CA_CERTS: certificates.ca,
  };
  return { urls: fronts.urls, sandbox, environment, ticket, appUrl, port };
}
