import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { signIn } from './sign-in';
import { expect, test } from './test';

const PATHS = [
  '/',
  '/?q=CHN-',
  '/tickets/CHN-7303',
  '/tickets/CHN-7379',
  '/tickets/CHN-7331',
  '/runs',
  '/people',
  '/runs/exports',
  '/no-such-page',
];
const VIEWS = [
  { name: 'desk, light', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'phone, dark', width: 375, height: 800, colorScheme: 'dark' },
] as const;

for (const { name, width, height, colorScheme } of VIEWS) {
  test(`axe finds nothing on any page, and none scrolls sideways (${name})`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/signin');
    await expectAccessible(page);
    await signIn(page, 'Ada');
    const newest = (await (await page.request.get('/api/runs?limit=1')).json()) as {
      runs: readonly { id: string }[];
    };
    const runPaths = newest.runs.map(({ id }) => `/runs/${id}`);
    for (const path of [...PATHS, ...runPaths]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await expectAccessible(page);
    }
  });
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' | ')}`);
  expect(found, page.url()).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
