import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { applyMigrations } from '@/lib/db/migrate';
import { findFreePort } from '@/sandbox/postgres/free-port';
import type { Sandbox, SandboxOptions } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { buildIfChanged } from '../stack/build-if-changed';
import { startApp, waitUntilReady } from '../stack/run-app';
import { buildBulkTickets, type BulkTicket } from '../chaos/bulk-tickets';
import { readLastLines, type TiedProcess } from '../stack/tied-process';
import { CHROMIUM_MISSING, openChromium } from '../test/find-chromium';
import { startNginx, type Nginx } from './nginx';
import type { Rig } from './rig';

const TICKETS = 60;
const PER_TICKET = 4;
const SECRET = 'Vb7qLx0TgZ4mRk9wYd2nHs5cJf8pAe1u';

export type Host = {
  readonly restart: () => Promise<void>;
  readonly process: () => TiedProcess;
  readonly readLog: () => string;
};

/** Two processes of the artifact behind nginx with TLS, and a browser. */
export type Web = {
  readonly nginx: Nginx;
  readonly hosts: readonly [Host, Host];
  readonly sandbox: Sandbox;
  readonly databaseName: string;
  /** One of many tickets that have no run yet. */
  readonly nextTicket: () => BulkTicket;
  /** A page of a browser of its own; its errors about certificates are ignored. */
  readonly openPage: () => Promise<Page>;
};

let opened: Promise<Web> | null = null;

/** Opened by the first case that needs it; ends with the rig. */
export function shareWeb(rig: Rig): Promise<Web> {
  opened ??= openWeb(rig);
  return opened;
}

async function openWeb(rig: Rig): Promise<Web> {
  await buildArtifact(rig);
  const ports = [await findFreePort(0), await findFreePort(0)] as const;
  const { tools, certificates, postgres } = rig;
  const nginx = await startNginx({ tools, certificates, upstream: ports });
  rig.onClose(nginx.stop);
  const sandbox = await openSandbox(rig, { appUrl: nginx.url });
  const databaseName = await postgres.createDatabase();
  const databaseUrl = postgres.url(databaseName);
  await applyMigrations(databaseUrl);
  const environment = buildEnvironment(sandbox, databaseUrl, nginx.url);
  const hosts = [
    await startHost(rig, 'host-1', environment, ports[0]),
    await startHost(rig, 'host-2', environment, ports[1]),
  ] as const;
  const browser = await openBrowser(rig);
  const openPage = () => newPage(browser);
  const tickets = buildBulkTickets(TICKETS * PER_TICKET, PER_TICKET);
  for (const { sample } of tickets) sandbox.addSample(sample);
  const unused = [...tickets];
  const nextTicket = () => {
    const ticket = unused.shift();
    if (ticket === undefined) throw new Error('There is no ticket left.');
    return ticket;
  };
  return { nginx, hosts, sandbox, databaseName, nextTicket, openPage };
}

export async function buildArtifact({ tools, onClose }: Rig): Promise<void> {
  const build = buildIfChanged(process.cwd(), join(tools.folder, 'build.log'), () =>
    console.log('Building the artifact ...'),
  );
  onClose(build.stop);
  await build.finished;
}

export async function openSandbox(
  rig: Rig,
  options: Pick<SandboxOptions, 'appUrl' | 'ports' | 'issuer'>,
): Promise<Sandbox> {
  const settings = { perVolumeIntervalMs: 0, snapshotDurationMs: 1_000, slackBurst: 1_000 };
  const sandbox = await startSandbox({ dataDir: '', settings, ...options });
  rig.onClose(sandbox.close);
  sandbox.settings.throttleEc2 = false;
  sandbox.settings.freshserviceCallsPerMinute = 100_000;
  return sandbox;
}

export function buildEnvironment(
  sandbox: Sandbox,
  databaseUrl: string,
  appUrl: string,
): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    ...sandbox.environment,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: appUrl,
    NEXTAUTH_SECRET: SECRET,
    TRUSTED_PROXIES: '2',
    SHUTDOWN_DELAY_MS: '1000',
    NODE_ENV: 'production',
  };
}

export async function startHost(
  rig: Rig,
  name: string,
  environment: NodeJS.ProcessEnv,
  port: number,
): Promise<Host> {
  const log = join(rig.tools.folder, `${name}.log`);
  const start = async () => {
    const app = startApp({ ...environment, PORT: String(port) }, log);
    rig.onClose(app.stop);
    await waitUntilReady(app, `http://127.0.0.1:${port}`);
    return app;
  };
  let current = await start();
  return {
    process: () => current,
    readLog: () => readLastLines(log, 1_000),
    restart: async () => void (current = await start()),
  };
}

export async function openBrowser({ onClose }: Pick<Rig, 'onClose'>): Promise<Browser> {
  const executablePath = openChromium();
  if (executablePath === null) throw new Error(CHROMIUM_MISSING);
  // Chromium's own sandbox refuses to run as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  onClose(() => browser.close());
  return browser;
}

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return context.newPage();
}

/** As a person does, at the address that `page` is to be opened at. */
export async function signIn(page: Page, url: string, person = 'Olga'): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.getByRole('button', { name: new RegExp(person) }).click();
  await page.getByRole('button', { name: /Account menu/ }).waitFor();
}

/** Takes a ticket's snapshots and waits for the end of the run. */
export async function executeTicket(page: Page, url: string, ticket: BulkTicket): Promise<void> {
  await page.goto(`${url}/tickets/${ticket.reference}?environment=${ticket.environment}`);
  await page.getByRole('button', { name: /^Take / }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Take / }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await page.getByText('Completed', { exact: true }).first().waitFor({ timeout: 60_000 });
}
