import type { Request } from '@playwright/test';
import { listCalls } from './sandbox';
import { signIn } from './sign-in';
import { expect, test } from './test';

test('a viewer sees the dry run but no Execute, and the server refuses a viewer’s own call', async ({
  browser,
  page,
}) => {
  const operator = await browser.newPage();
  await signIn(operator, 'Olga', '/tickets/CHN-7303');
  const posted: Request[] = [];
  // The operator's press is caught before it leaves: its form is what the viewer sends.
  await operator.route('**/tickets/**', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    posted.push(route.request());
    return route.abort();
  });
  await operator.getByRole('button', { name: /Take 3 snapshots/ }).click();
  await operator
    .getByRole('dialog')
    .getByRole('button', { name: /Take 3/ })
    .click();
  await expect.poll(() => posted.length).toBe(1);
  const form = posted[0];
  if (form === undefined) throw new Error('The press was not seen.');

  await signIn(page, 'Vera', '/tickets/CHN-7303');
  await expect(page.getByText('db-primary').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Take / })).toHaveCount(0);

  const before = (await listCalls('ec2', 'CreateSnapshot')).length;
  const { 'next-action': action = '', 'content-type': contentType = '' } = form.headers();
  const answer = await page.request.post('/tickets/CHN-7303', {
    headers: {
      'next-action': action,
      'content-type': contentType,
      'sec-fetch-site': 'same-origin',
      accept: 'text/x-component',
    },
    data: form.postDataBuffer() ?? Buffer.alloc(0),
  });
  expect(await answer.text()).toContain('access-missing');
  expect((await listCalls('ec2', 'CreateSnapshot')).length).toBe(before);
  await operator.close();
});

test('twenty posts of one form give one run', async ({ page }) => {
  await signIn(page, 'Ada', '/tickets/CHN-7351');
  const posted: Request[] = [];
  await page.route('**/tickets/**', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    posted.push(route.request());
    return route.abort();
  });
  await page.getByRole('button', { name: /^Take / }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Take / }).click();
  await expect.poll(() => posted.length).toBe(1);
  const form = posted[0];
  if (form === undefined) throw new Error('The press was not seen.');
  const { 'next-action': action = '', 'content-type': contentType = '' } = form.headers();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const answer = await page.request.post('/tickets/CHN-7351', {
        headers: {
          'next-action': action,
          'content-type': contentType,
          'sec-fetch-site': 'same-origin',
          accept: 'text/x-component',
        },
        data: form.postDataBuffer() ?? Buffer.alloc(0),
      });
      return /"runId":"([0-9a-f-]{36})"/.exec(await answer.text())?.[1];
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toBeDefined();
  const list = await page.request.get('/api/runs?q=CHN-7351');
  expect(((await list.json()) as { runs: unknown[] }).runs).toHaveLength(1);
});

test('someone without a known group is told whom to ask', async ({ page }) => {
  await signIn(page, 'Nora');
  await expect(page).toHaveURL(/\/no-access$/);
  await expect(page.getByText(/none of your groups/)).toBeVisible();
});
