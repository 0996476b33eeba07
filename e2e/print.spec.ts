import { extractText, getDocumentProxy } from 'unpdf';
import type { Page } from '@playwright/test';
import type { RunDetail, RunEvent } from '@/lib/run/run';
import { signIn } from './sign-in';
import { expect, test } from './test';

/** Executes the ticket of 65 servers, every warning acknowledged; gives the run once it is settled. */
async function takeLargeRun(page: Page): Promise<RunDetail> {
  await page.goto('/tickets/CHN-7308');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: /^Take 65 snapshots/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take 65/ })
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await expect
    .poll(async () => (await readRun(page, id)).settled, { timeout: 120_000, intervals: [1_000] })
    .toBe(true);
  return readRun(page, id);
}

async function readRun(page: Page, id: string): Promise<RunDetail> {
  return ((await (await page.request.get(`/api/runs/${id}`)).json()) as { run: RunDetail }).run;
}

/** A line breaks where the paper ends, so blanks say nothing. */
const squeeze = (text: string) => text.replaceAll(/\s+/g, '');
const utc = (at: string) => at.slice(0, 19).replace('T', ' ');

test('the printed record of 65 servers has every row and line, with times in UTC', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signIn(page, 'Olga');
  const run = await takeLargeRun(page);
  const log = (await (await page.request.get(`/api/runs/${run.id}/log`)).json()) as {
    events: readonly RunEvent[];
  };
  await page.goto(`/runs/${run.id}/print`);
  await expect(page.getByRole('heading', { name: 'Log' })).toBeVisible();
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ preferCSSPageSize: true })));
  const pages = (await extractText(pdf, { mergePages: false })).text.map(squeeze);
  const text = pages.join('');

  pages.forEach((one, index) => {
    expect(one).toContain(`Page${index + 1}of${pages.length}`);
    expect(one).toContain(`Snapgaterun${run.id}`);
  });
  expect(run.steps).toHaveLength(65);
  const wanted = [
    run.ticket,
    run.agentEmail,
    utc(run.startedAt),
    utc(run.finishedAt ?? ''),
    utc(run.endedAt ?? ''),
    run.plan.fingerprint,
    ...run.steps.flatMap((step) => [
      `${step.serverName}${step.ipAddress}`,
      step.instanceId,
      step.volumeId,
      step.snapshotId ?? 'no snapshot',
      utc(step.completedAt ?? 'not completed'),
      step.description,
    ]),
    ...run.plan.tasks.map(({ taskId, title }) => `${taskId}${title}`),
    ...run.plan.findings
      .filter(({ key }) => run.acknowledged.includes(key))
      .map(({ message }) => `${message}${run.agentName} (${run.agentEmail})${utc(run.startedAt)}`),
    ...log.events.map(({ seq, at, level, stepId, message, code }) => {
      const server = run.steps.find(({ id }) => id === stepId)?.serverName ?? '';
      return [seq, at.replace('T', ' ').replace('Z', ''), level, server, message, code].join('');
    }),
  ].map(squeeze);
  expect(wanted.filter((one) => !text.includes(one))).toEqual([]);
  expect(text).toMatch(/Digest[0-9a-f]{64}SHA-256/);
  expect(text).not.toMatch(/minago|more.?not.?shown/);
});

test('Ctrl+P on a run opens its record and the print dialog', async ({ page }) => {
  await signIn(page, 'Aldo', '/runs');
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '');
  });
  await page.getByRole('table', { name: /^Runs/ }).getByRole('link').first().click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: 'Log' })).toBeVisible();
  // A page that has just opened may not listen yet; a person presses again, too.
  await expect(async () => {
    await page.keyboard.press('Control+p');
    await page.waitForURL(/\/print/, { timeout: 5_000 });
  }).toPass();
  await expect(page.locator('html[data-printed]')).toBeAttached();
});
