import type { Page } from '@playwright/test';
import { addFault, clearFaults, listCalls } from '../sandbox';
import { signInWithNewSession } from '../sign-in';
import { expect, test } from '../test';
import { endNewestSession, openCaller } from './callers';

async function openAccountMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Account menu/ }).click();
  await expect(page.getByRole('group', { name: 'Account' })).toBeVisible();
}

test('a session that ends under an open page: a sentence, the way back, and no tick lost', async ({
  page,
}) => {
  await signInWithNewSession(page, 'Olga', '/tickets/CHN-7331?environment=prod-eu');
  const tick = page.getByRole('checkbox').first();
  await tick.check();
  await endNewestSession('Olga');
  const before = (await listCalls('ec2', 'CreateSnapshot')).length;
  await page.getByRole('button', { name: /^Take / }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Take / }).click();
  await expect(page.getByText(/Your session has ended/).first()).toBeVisible();
  expect((await listCalls('ec2', 'CreateSnapshot')).length).toBe(before);

  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Sign in and come back here' }).first().click();
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.getByRole('button', { name: /Olga/ }).click();
  await expect(page).toHaveURL(/\/tickets\/CHN-7331\?environment=prod-eu$/);
  await expect(tick).toBeChecked();
});

test('a person who is signed out while Execute plans takes nothing', async ({ page }) => {
  await signInWithNewSession(page, 'Olga', '/tickets/CHN-7337?environment=prod-eu');
  await page.getByRole('button', { name: /^Take / }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  const read = (await listCalls('freshservice')).length;
  const before = (await listCalls('ec2', 'CreateSnapshot')).length;
  await addFault({ system: 'freshservice', effect: { kind: 'latency', ms: 4_000 } });
  await page.getByRole('dialog').getByRole('button', { name: /Take / }).click();
  // The press has passed the first check: its planning has asked Freshservice.
  await expect.poll(async () => (await listCalls('freshservice')).length).toBeGreaterThan(read);
  await endNewestSession('Olga');
  await expect(page.getByText(/Your session has ended/).first()).toBeVisible({
    timeout: 20_000,
  });
  await clearFaults();
  expect((await listCalls('ec2', 'CreateSnapshot')).length).toBe(before);
});

test('a page that is opened after the session ended leads back to itself, filters included', async ({
  page,
}) => {
  await signInWithNewSession(page, 'Olga');
  await endNewestSession('Olga');
  await page.goto('/runs?status=failed&q=web');
  await expect(page).toHaveURL(/\/signin\?/);
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.getByRole('button', { name: /Olga/ }).click();
  await expect(page).toHaveURL(/\/runs\?status=failed&q=web$/);
});

test('signing out everywhere ends the other browser at once', async ({ page, browser }) => {
  const other = await openCaller(browser, 'auditor');
  expect((await other.request.get('/api/runs')).status()).toBe(200);
  await signInWithNewSession(page, 'Aldo');
  await openAccountMenu(page);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Sign out of every/ })
    .click();
  await expect(page).toHaveURL(/\/signin/);
  expect((await other.request.get('/api/runs')).status()).toBe(401);
  await other.close();
});

test('an admin sees who is signed in, and signs someone out at once', async ({ page, browser }) => {
  const vera = await openCaller(browser, 'viewer');
  expect((await vera.request.get('/api/runs')).status()).toBe(200);
  await signInWithNewSession(page, 'Ada');
  await openAccountMenu(page);
  await page.getByRole('link', { name: 'Signed-in people' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed-in people');
  const row = page.getByRole('row', { name: /Vera Viewer/ });
  await expect(row).toContainText('vera@example.com');
  await row.getByRole('button', { name: 'Sign out Vera Viewer' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign Vera Viewer out' }).click();
  await expect(row).toHaveCount(0);
  expect((await vera.request.get('/api/runs')).status()).toBe(401);
  await expect(page.getByRole('row', { name: /Ada Admin/ })).toContainText('you');
  await vera.close();
});
