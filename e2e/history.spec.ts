import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { signIn } from './sign-in';
import { expect, test } from './test';

/** Takes the snapshots of a ticket, every warning ticked; gives the run's id. */
async function takeOneRun(page: Page, ticket: string): Promise<string> {
  await page.goto(`/tickets/${ticket}`);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: /^Take \d+ snapshot/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take \d+ snapshot/ })
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

test('a search is an address: it can be shared, and the back button undoes it', async ({
  page,
}) => {
  await signIn(page, 'Olga');
  const runId = await takeOneRun(page, 'CHN-7337');
  await page.goto('/runs');
  await page.getByLabel('Search', { exact: true }).fill('chn 7337');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\?q=chn\+7337$/);
  await expect(page.getByText('Searched for the ticket CHN-7337.')).toBeVisible();
  await expect(page.locator(`a[href="/runs/${runId}"]`)).toBeVisible();

  await page.getByLabel('Status').selectOption({ label: 'Rejected' });
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByText('No runs match')).toBeVisible();
  await page.goBack();
  await expect(page.locator(`a[href="/runs/${runId}"]`)).toBeVisible();
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('chn 7337');

  const shared = await page.context().newPage();
  await shared.goto(page.url());
  await expect(shared.locator(`a[href="/runs/${runId}"]`)).toBeVisible();
  await shared.close();
});

test('filters that cannot be read are named, with what would be right', async ({ page }) => {
  await signIn(page, 'Olga', '/runs?from=yesterday');
  await expect(page.getByText('Invalid filters: from.')).toBeVisible();
  await expect(page.getByText(/Write dates as 2026-11-24/)).toBeVisible();
});

test('an export is on record with the checksum of the file that was taken', async ({ page }) => {
  await signIn(page, 'Aldo', '/runs?status=succeeded');
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'JSON Lines' }).click();
  const download = await waiting;
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
  const checksum = createHash('sha256').update(Buffer.concat(chunks)).digest('hex');
  const id = /([0-9a-f-]{36})\.jsonl$/.exec(download.suggestedFilename())?.[1] ?? 'no id';

  await page.getByRole('link', { name: 'Past exports' }).click();
  const row = page.getByRole('row').filter({ hasText: id });
  await expect(row).toContainText('Aldo');
  await expect(row).toContainText('Complete');
  await expect(row).toContainText(checksum);
  await expect(row.getByRole('link', { name: 'all created' })).toHaveAttribute(
    'href',
    '/runs?status=succeeded',
  );
});

test('who may not export sees no export, and the address refuses as well', async ({ page }) => {
  await signIn(page, 'Vera', '/runs');
  await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
  await expect(page.getByRole('link', { name: /CSV|JSON Lines|on record/ })).toHaveCount(0);
  for (const path of ['export.csv', 'export.jsonl', 'exports']) {
    expect((await page.request.get(`/api/runs/${path}`)).status()).toBe(403);
  }
});
