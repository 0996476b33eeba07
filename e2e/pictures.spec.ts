import type { Page } from '@playwright/test';
import { signIn } from './sign-in';
import { expectAccessible } from './expect-accessible';
import { expect, test } from './test';

const FOLDER = process.env['PICTURES'];
const WIDTHS = [390, 768, 1440];
const SCHEMES = ['light', 'dark'] as const;

async function shot(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({
        animations: 'disabled',
        path: `${FOLDER}/${name}-${width}-${colorScheme}.png`,
      });
    }
    if (width === 390) await expectAccessible(page);
  }
}

test.skip(FOLDER === undefined, 'only with PICTURES=folder');

/** `PICTURES=folder npm run test:e2e -- e2e/pictures.spec.ts`: every page at three widths, light and dark. */
test('pictures of a ticket, its run and their dialogs, and axe on each', async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto('/signin');
  await shot(page, 'signin');
  await signIn(page, 'Ada');
  await page.goto('/tickets/CHN-7308');
  await expect(page.getByRole('button', { name: /^Take 65/ })).toBeVisible();
  await shot(page, 'ticket-large');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: /^Take 65/ }).click();
  await shot(page, 'ticket-dialog');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take / })
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await shot(page, 'run-going');
  const run = page.url();
  await page.goto(`${run}/print`);
  await shot(page, 'print');
  await page.keyboard.press('?');
  await shot(page, 'keys');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Account menu/ }).click();
  await shot(page, 'menu');
});

test('pictures of every other page, and axe on each', async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, 'Ada');
  for (const [name, path] of [
    ['start', '/'],
    ['history', '/runs'],
    ['exports', '/runs/exports'],
    ['expired', '/runs/expired?by=2099-12-31'],
    ['people', '/people'],
    ['passive', '/passive'],
    ['ticket-warnings', '/tickets/CHN-7331'],
    ['ticket-blocked', '/tickets/CHN-7379'],
    ['no-access', '/no-access?needs=manage-people'],
    ['not-found', '/no-such-page'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await shot(page, name);
  }
});
