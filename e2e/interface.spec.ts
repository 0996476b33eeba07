import type { BrowserContext, Page } from '@playwright/test';
import { signIn } from './sign-in';
import { expect, test } from './test';

/** Presses Execute on the open ticket, every warning acknowledged, and waits for the run's page. */
async function execute(page: Page): Promise<string> {
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  const take = page.getByRole('button', { name: /^Take \d+ snapshot/ });
  await take.click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take / })
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  return page.url();
}

test('a run is Completed only when EC2 says so, and eight tabs of it all open', async ({
  page,
  context,
}) => {
  // Nine pages, each with its scripts.
  test.slow();
  await signIn(page, 'Olga', '/tickets/CHN-7373');
  const url = await execute(page);
  await expect(page.getByText(/^Copying \d+%$/).first()).toBeVisible();
  await expect(page.getByText('Completed', { exact: true })).toHaveCount(0);
  await expect(page.getByText('in progress', { exact: true })).toBeVisible();

  const tabs = await openTabs(context, url, 7);
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
  await expect(page.getByText(/^Copying \d+%$/).first()).toBeVisible();
  for (const tab of tabs) await tab.close();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'In progress' })).toBeVisible();
});

/** As many live pages as a browser has connections, and more. */
async function openTabs(context: BrowserContext, url: string, count: number): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let tab = 0; tab < count; tab += 1) {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    await expect(page.getByText(/^Copying \d+%$/).first()).toBeVisible();
    tabs.push(page);
  }
  return tabs;
}

test('Back after Execute reads the plan again and names the run; Escape gives the focus back', async ({
  page,
}) => {
  await signIn(page, 'Olga', '/tickets/CHN-7352');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const take = page.getByRole('button', { name: /^Take 3 snapshots/ });
  await take.click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(take).toBeFocused();

  const url = await execute(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.goBack();
  const earlier = page.getByRole('region', { name: '1 earlier run' });
  await expect(earlier.getByRole('link')).toHaveAttribute('href', new URL(url).pathname);
  await expect(page.getByRole('button', { name: /^Take 3 snapshots/ })).toBeDisabled();
});

test('what does not exist answers 404, and still says why', async ({ page }) => {
  await signIn(page, 'Olga');
  for (const path of ['/runs/0199a0a0-0000-7000-8000-000000000000', '/tickets/CHN-999999']) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByText('Request ID').first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'History' })).toBeVisible();
  }
});

test('an auditor’s run page leads nowhere they may not go', async ({ page }) => {
  await signIn(page, 'Aldo', '/runs');
  await page.getByRole('table', { name: /^Runs/ }).getByRole('link').first().click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: 'Log' })).toBeVisible();
  await expect(page.locator('main a[href^="/tickets/"]')).toHaveCount(0);
});

test('no page scrolls sideways on a tablet; forced colors keep progress and the current page', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await signIn(page, 'Olga');
  for (const width of [768, 800]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ['/tickets/CHN-7308', '/runs']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
  const here = page.getByRole('link', { name: 'History' });
  expect(await here.evaluate((link) => getComputedStyle(link).outlineStyle)).toBe('solid');
});

test('a person without the role is told inside the shell which one the page needs', async ({
  page,
}) => {
  await signIn(page, 'Vera', '/people');
  await expect(page).toHaveURL(/\/no-access\?needs=manage-people$/);
  await expect(
    page.getByRole('heading', { name: 'This page requires the admin role' }),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: 'History' })).toBeVisible();
});

test('the history has runs first, filters to take away, and heads that sort', async ({ page }) => {
  await signIn(page, 'Olga', '/runs?q=CHN-7352');
  const table = page.getByRole('table', { name: /^Runs/ });
  const charts = page.getByRole('heading', { name: 'Overview' });
  const [runsAt, chartsAt] = [await table.boundingBox(), await charts.boundingBox()];
  expect(runsAt?.y ?? Infinity).toBeLessThan(chartsAt?.y ?? 0);
  await page.getByRole('link', { name: 'Mine' }).click();
  await expect(page).toHaveURL(/agent=olga/);
  await page.getByRole('link', { name: /CHN-7352.*remove this filter/ }).click();
  await expect(page).toHaveURL(/\/runs\?agent=olga%40example\.com$/);
  await page.getByRole('button', { name: 'Ticket' }).click();
  await expect(page.getByRole('columnheader', { name: 'Ticket' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  const tickets = await table.locator('tbody tr td:first-child a').allTextContents();
  expect(tickets).toEqual(tickets.toSorted());
  expect(tickets.length).toBeGreaterThan(0);
});

test('a search in the log finds every line about a server; the keys are listed at ?', async ({
  page,
}) => {
  await signIn(page, 'Olga', '/runs?q=CHN-7352');
  await page.getByRole('table', { name: /^Runs/ }).getByRole('link').first().click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  const server =
    (await page
      .getByRole('table', { name: 'Snapshots of this run' })
      .locator('tbody p')
      .first()
      .textContent()) ?? '';
  await page.getByRole('searchbox', { name: 'Search the log' }).fill(server);
  const lines = page.getByRole('region', { name: 'Log lines' }).getByRole('listitem');
  // Called, created, completed.
  expect(await lines.count()).toBeGreaterThanOrEqual(3);
  await expect(page).toHaveTitle(/· CHN-7352 · Snapgate$/);
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden();
});

test('as the server writes a page, nothing on it takes what would be lost', async ({
  page,
  browser,
}) => {
  await signIn(page, 'Olga', '/tickets/CHN-7334');
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ storageState, javaScriptEnabled: false });
  const written = await context.newPage();
  // Links and forms that the browser sends by itself work without any code of ours.
  const fields = 'main :is(input, select, textarea):not(form[action] *)';
  for (const path of ['/', '/tickets/CHN-7334', '/runs']) {
    await written.goto(path);
    await expect(written.locator(`${fields}:enabled`)).toHaveCount(0);
  }
  await written.goto('/tickets/CHN-7334');
  await expect(written.getByRole('checkbox').first()).toBeDisabled();
  await expect(page.getByRole('checkbox').first()).toBeEnabled();
  await context.close();
});

test('what is typed into the filters before their code arrives stays', async ({ page }) => {
  await signIn(page, 'Olga', '/');
  let sendCode: () => void = () => undefined;
  const typed = new Promise<void>((resolve) => {
    sendCode = resolve;
  });
  await page.route('**/_next/static/chunks/*.js*', async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto('/runs', { waitUntil: 'commit' });
  await page.getByLabel('Search').fill('CHN-7301');
  sendCode();
  // Opened by code only.
  await expect(async () => {
    await page.getByRole('button', { name: /^Account menu/ }).click();
    await expect(page.getByRole('group', { name: 'Account' })).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(page.getByLabel('Search')).toHaveValue('CHN-7301');
});

test('the large files of a page’s code ask to be compiled while they arrive', async ({ page }) => {
  await page.goto('/signin');
  const addresses = await page
    .locator('script[src]')
    .evaluateAll((all) => all.map((script) => (script as HTMLScriptElement).src));
  const codes = await Promise.all(
    addresses.map(async (address) => (await page.request.get(address)).text()),
  );
  const large = codes.filter((code) => code.length > 32_100);
  // React and the framework's own code at least.
  expect(large.length).toBeGreaterThanOrEqual(2);
  for (const code of large) expect(code).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
});
