import type { Page } from '@playwright/test';
import { signIn } from './sign-in';
import { expect, test } from './test';

const PATHS = [
  '/',
  '/?q=CHN-',
  '/tickets/CHN-7303',
  '/tickets/CHN-7379',
  '/runs',
  '/people',
  '/no-such-page',
];

/** What the browser refused on the pages that are opened from now on. */
async function collectViolations(page: Page): Promise<readonly string[]> {
  const violations: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { reportViolation: (text: string) => void })
        .reportViolation;
      report(`${location.pathname}: ${event.violatedDirective} refused ${event.blockedURI}`);
    });
  });
  return violations;
}

test('no page asks for anything that the policy refuses, menus and dialogs included', async ({
  page,
}) => {
  const violations = await collectViolations(page);
  await page.goto('/signin');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await signIn(page, 'Ada');
  for (const path of PATHS) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle').catch(() => undefined);
  }
  await page.goto('/tickets/CHN-7303');
  await page.getByRole('button', { name: /Account menu/ }).click();
  await expect(page.getByRole('group', { name: 'Account' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Take / }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(violations).toEqual([]);
});

test('the policy has a new nonce each time and no unsafe word for scripts', async ({ request }) => {
  const policies = await Promise.all(
    [1, 2].map(async () => (await request.get('/signin')).headers()['content-security-policy']),
  );
  const nonces = policies.map((policy) => /script-src 'nonce-([^']+)'/.exec(policy ?? '')?.[1]);
  expect(nonces[0]).toBeDefined();
  expect(nonces[0]).not.toBe(nonces[1]);
  for (const policy of policies) {
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
  }
});

test.describe('a page with a smuggled script', () => {
  test.use({ expectedErrors: /Executing inline event handler violates/ });

  test('does not run it', async ({ page }) => {
    await page.goto('/signin');
    const refused = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) =>
            resolve(event.violatedDirective),
          );
          const host = document.createElement('div');
          host.innerHTML = '<img src="data:," onerror="document.title=\'taken over\'">';
          document.body.append(host);
        }),
    );
    expect(await refused).toContain('script-src');
    expect(await page.title()).not.toContain('taken over');
  });
});

const ANSWERS = ['/signin', '/api/health/live', '/api/runs', '/no-such-page', '/icon.svg'];

for (const path of ANSWERS) {
  test(`${path} carries the headers that browsers keep their promises by`, async ({ request }) => {
    const headers = (await request.get(path)).headers();
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(headers['x-powered-by']).toBeUndefined();
  });
}
