import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { buildArtifact } from '@/scripts/build/build-artifact';
import { startSecondApp, type SecondApp } from '../second-app';
import { signIn } from '../sign-in';
import { expect, test } from '../test';
import { openBalancer, type Balancer } from './balancer';

const OTHER_RELEASE = '.snapgate/test/other-release';
const TIMES = 50;
/** For what a process does first after its start. */
const SLOW = { timeout: 40_000 } as const;

let balancer: Balancer;
const apps: SecondApp[] = [];
const folder = mkdtempSync(join(tmpdir(), 'snapgate-releases-'));

test.beforeAll(async () => {
  balancer = await openBalancer();
});

test.afterAll(async () => {
  await Promise.all(apps.map((app) => app.stop()));
  await balancer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One host: its own copy of an artifact, reached by people through the balancer. */
async function startHost(name: string, artifact: string): Promise<string> {
  const copy = join(folder, name);
  cpSync(artifact, copy, { recursive: true, verbatimSymlinks: true });
  const app = await startSecondApp(name, () => ({ NEXTAUTH_URL: balancer.url }), {
    artifact: copy,
  });
  apps.push(app);
  return app.url;
}

/** Cookies do not know ports, so who is signed in to one process is to all. */
async function openThroughBalancer(page: Page, path: string): Promise<void> {
  await signIn(page, 'Olga');
  await page.goto(`${balancer.url}${path}`);
}

async function pressTake(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Take / }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Take / }).click();
}

test('two hosts with a copy of one artifact each: no request fails, whichever answers', async ({
  page,
}) => {
  test.setTimeout(300_000);
  balancer.serve([await startHost('host-1', 'dist'), await startHost('host-2', 'dist')]);
  const failed: string[] = [];
  const posted: Request[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`);
    if (answer.request().method() === 'POST') posted.push(answer.request());
  });
  await openThroughBalancer(page, '/tickets/CHN-7337?environment=prod-eu');
  await pressTake(page);
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible(SLOW);
  const runPage = page.url();

  const press = posted.find((request) => request.headers()['next-action'] !== undefined);
  const runs = new Set<string | undefined>();
  for (let time = 0; time < TIMES; time += 1) {
    failed.push(...(await openWithFiles(page, runPage)));
    runs.add(await repeat(page, press));
  }
  expect(failed).toEqual([]);
  expect([...runs]).toEqual([new URL(runPage).pathname.split('/').at(-1)]);
});

/** A page and every file it names, each from whichever host is next; what failed. */
async function openWithFiles(page: Page, url: string): Promise<readonly string[]> {
  const document = await page.request.get(url);
  const html = await document.text();
  const files = new Set(
    [...html.matchAll(/\/_next\/static\/[^"'\\ ]+/g)].map(([path]) => new URL(path, url).href),
  );
  if (!document.ok() || files.size < 3) return [`${document.status()} ${url}: ${files.size} files`];
  const answers = await Promise.all([...files].map((file) => page.request.get(file)));
  return answers.filter((answer) => !answer.ok()).map((one) => `${one.status()} ${one.url()}`);
}

/** The very press again; its key makes it the same run. */
async function repeat(page: Page, press: Request | undefined): Promise<string | undefined> {
  if (press === undefined) throw new Error('The press was not seen.');
  const { 'next-action': action = '', 'content-type': type = '' } = press.headers();
  const answer = await page.request.post(press.url(), {
    headers: {
      'next-action': action,
      'content-type': type,
      'sec-fetch-site': 'same-origin',
      accept: 'text/x-component',
    },
    data: press.postDataBuffer() ?? Buffer.alloc(0),
  });
  return /"runId":"([0-9a-f-]{36})"/.exec(await answer.text())?.[1] ?? `HTTP ${answer.status()}`;
}

test('a page of an older build is told to reload, and keeps what was acknowledged', async ({
  page,
}) => {
  test.setTimeout(600_000);
  await buildArtifact({ root: process.cwd(), out: OTHER_RELEASE, variables: process.env });
  const older = await startHost('older', OTHER_RELEASE);
  const newer = await startHost('newer', 'dist');
  const updated = page.getByText('Snapgate was updated. Reload.').first();
  const acknowledgement = page.getByRole('checkbox').first();

  balancer.serve([older]);
  await openThroughBalancer(page, '/tickets/CHN-7331?environment=prod-eu');
  await acknowledgement.check();
  balancer.serve([newer]);
  await pressTake(page);
  await expect(updated).toBeVisible(SLOW);
  await expect(page.getByText(/Try again: it cannot start/)).toHaveCount(0);

  await page.getByRole('button', { name: 'Reload' }).first().click();
  await expect(acknowledgement).toBeChecked(SLOW);
  await expect(updated).toHaveCount(0);
  await pressTake(page);
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);

  // An open page hears of the next update by its next reading, whatever it reads.
  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible(SLOW);
  balancer.serve([older]);
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(updated).toBeVisible(SLOW);
});
