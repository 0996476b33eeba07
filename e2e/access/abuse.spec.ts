import { signIn } from '../sign-in';
import { expect, test } from '../test';
import { callAction } from './call-entry';
import { openCaller, useUpAllowances } from './callers';
import { listEntries } from './entries';
import { sendRaw } from './raw-request';

type Refused = { readonly problem: { readonly code: string; readonly message: string } };

test('who looks up too much is told so, and when to go on; the page says it, too', async ({
  page,
}) => {
  await signIn(page, 'Vera');
  // Nothing is read from Freshservice for these, and they count all the same.
  const look = () => page.request.get('/api/tickets/not-a-ticket/plan');
  let refused = await look();
  for (let round = 0; round < 30 && refused.status() !== 429; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, look));
    refused = answers.find((answer) => answer.status() === 429) ?? refused;
  }
  expect(refused.status()).toBe(429);
  expect(Number(refused.headers()['retry-after'])).toBeGreaterThan(0);
  const { problem } = (await refused.json()) as Refused;
  expect(problem.code).toBe('too-many-requests');
  expect(problem.message).toContain('limit of 120 lookups per minute');

  // A few seconds over the minute that may be used at once.
  await useUpAllowances('Vera', 1.1);
  await page.goto('/tickets/CHN-7303');
  await expect(page.getByText(/reached your limit of 120 lookups per minute/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Try again in \d+ s/ })).toBeDisabled();
  // The button counts down and then works.
  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  await expect(page.getByText('db-primary').first()).toBeVisible();
  // Others are not held up.
  expect((await sendRaw({ path: '/api/health/ready' })).status).toBe(200);
});

test('bodies of more than a megabyte are refused by actions, of more than 4 KB by sign-in', async ({
  browser,
}) => {
  const context = await openCaller(browser, 'admin');
  const action = listEntries().find(({ name }) => name === 'action executeRun');
  if (action?.kind !== 'action') throw new Error('no such action');
  const small = await callAction(context.request, action);
  expect(await small.text()).toContain('request-unreadable');
  const large = await context.request.post(action.path, {
    headers: {
      'next-action': action.id,
      'sec-fetch-site': 'same-origin',
      'content-type': 'text/plain;charset=UTF-8',
    },
    data: `[{"ticket":"${'x'.repeat(1_100_000)}"}]`,
  });
  expect(large.status()).toBeGreaterThanOrEqual(400);
  expect(await large.text()).not.toContain('request-unreadable');
  await context.close();

  const answer = await sendRaw({
    path: '/api/auth/signin/oidc',
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      'content-length': '5000',
    },
    body: 'x'.repeat(5_000),
  });
  expect(answer.status).toBe(413);
});

test('addresses and headers of more than 16 KB are refused', async () => {
  expect((await sendRaw({ path: `/runs?q=${'x'.repeat(20_000)}` })).status).toBe(431);
  expect((await sendRaw({ path: '/runs', headers: { 'x-long': 'x'.repeat(20_000) } })).status).toBe(
    431,
  );
});
