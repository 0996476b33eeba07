import { addFault, clearFaults, listCalls } from './sandbox';
import { signIn } from './sign-in';
import { expect, test } from './test';

test.afterEach(clearFaults);

test('one wrong address among ten blocks everything and names it', async ({ page }) => {
  const before = (await listCalls('ec2', 'CreateSnapshot')).length;
  await signIn(page, 'Olga', '/tickets/CHN-7301');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText(/No instance found/i).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Fix \d+ problem/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Take / })).toHaveCount(0);
  expect((await listCalls('ec2', 'CreateSnapshot')).length).toBe(before);
});

test('65 tasks over three pages: the last page is read, with at most two lookups', async ({
  page,
}) => {
  await signIn(page, 'Olga');
  const before = (await listCalls('ec2', 'DescribeInstances')).length;
  const answer = await page.request.get('/api/tickets/CHN-7308/plan?environment=prod-eu');
  const { plan } = (await answer.json()) as { plan: { tasks: unknown[] } };
  expect(plan.tasks).toHaveLength(65);
  const after = (await listCalls('ec2', 'DescribeInstances')).length;
  expect(after - before).toBeLessThanOrEqual(2);
});

test.describe('what is no reference gets the accepted forms, and no request leaves', () => {
  for (const typed of ['../../x', 'CHN-', '7303; drop', '🦊', 'x'.repeat(10_000)]) {
    test(`“${typed.slice(0, 20)}”`, async ({ page }) => {
      await signIn(page, 'Olga');
      // More than once if need be: the coming changes are read meanwhile, now and then.
      await expect(async () => {
        const before = (await listCalls('freshservice')).length;
        await page.goto(`/?q=${encodeURIComponent(typed)}`);
        await expect(page.getByRole('main').getByRole('alert')).toContainText('CHN-7303');
        const answer = await page.request.get(
          `/api/tickets/${encodeURIComponent(typed.slice(0, 2_000))}/plan`,
        );
        expect(answer.status()).toBe(400);
        expect((await listCalls('freshservice')).length).toBe(before);
      }).toPass();
    });
  }
});

test('a ticket that does not exist is said so', async ({ page }) => {
  await signIn(page, 'Olga', '/tickets/CHN-999999');
  await expect(page.getByText('Request ID').first()).toBeVisible();
  const answer = await page.request.get('/api/tickets/CHN-999999/plan');
  expect(answer.status()).toBe(404);
});

const FAILURES = [
  { name: '401', effect: { kind: 'error', status: 401 }, code: 'freshservice-unauthorized' },
  { name: '500', effect: { kind: 'error', status: 500 }, code: 'freshservice-unavailable' },
  { name: 'not JSON', effect: { kind: 'not-json' }, code: 'freshservice-unreadable' },
  { name: 'nothing', effect: { kind: 'cut', when: 'before' }, code: 'freshservice-unreachable' },
  // Last: nothing is sent to Freshservice until the time that it named.
  {
    name: '429',
    effect: { kind: 'error', status: 429, retryAfterSeconds: 6 },
    code: 'freshservice-rate-limited',
  },
];

for (const { name, effect, code } of FAILURES) {
  test(`Freshservice answering ${name} is said in a sentence with a request id`, async ({
    page,
  }) => {
    await signIn(page, 'Olga');
    await addFault({ system: 'freshservice', effect });
    await page.goto('/tickets/CHN-7338');
    await expect(page.getByText('Request ID').first()).toBeVisible({
      timeout: 20_000,
    });
    await clearFaults();
    await addFault({ system: 'freshservice', effect });
    const answer = await page.request.get('/api/tickets/CHN-7338/plan');
    expect(((await answer.json()) as { problem: { code: string } }).problem.code).toBe(code);
  });
}

test('when the time that Freshservice named is over, it is asked again', async ({ page }) => {
  await signIn(page, 'Olga');
  const ask = async () => (await page.request.get('/api/tickets/CHN-7338/plan')).status();
  await expect.poll(ask, { timeout: 20_000 }).toBe(200);
});
