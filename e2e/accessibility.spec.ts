import { expectAccessible, setView, VIEWS } from './expect-accessible';
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
  '/passive',
  '/runs/exports',
  '/runs/expired?by=2099-12-31',
  '/no-such-page',
];

test('axe finds nothing on the sign-in page, and it does not scroll sideways', async ({ page }) => {
  for (const view of VIEWS) {
    await setView(page, view);
    await page.goto('/signin');
    await expectAccessible(page);
  }
});

for (const path of PATHS) {
  test(`axe finds nothing on ${path}, and it does not scroll sideways`, async ({ page }) => {
    for (const view of VIEWS) {
      await setView(page, view);
      await signIn(page, 'Ada', path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      // Some pages ask again and again.
      await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
      await expectAccessible(page);
    }
  });
}
