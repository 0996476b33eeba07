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
for (const view of VIEWS) {
  test(`axe finds nothing on any page, and none scrolls sideways (${view.name})`, async ({
    page,
  }) => {
    await setView(page, view);
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
