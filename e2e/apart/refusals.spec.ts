import type { Page } from '@playwright/test';
import { startOwnStack, type OwnStack } from './own-stack';
import { signIn } from '../sign-in';
import { expect, test } from '../test';

// What a person meets when a ticket, EC2, Slack or the connection is not as it should be.
let stack: OwnStack;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  stack = await startOwnStack({});
});
test.afterAll(() => stack.stop());
test.afterEach(() => stack.sandbox.faults.clear());

async function openTicket(page: Page, reference: string): Promise<void> {
  await signIn(page, 'Olga', `${stack.appUrl}/tickets/${reference}?environment=prod-eu`);
  await expect(page.locator('#verdict')).toBeVisible({ timeout: 20_000 });
}

async function pressExecute(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Take / }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take / })
    .click();
}

function countCreates(): number {
  return stack.sandbox.calls.count({ operation: 'CreateSnapshot' });
}

/** Answers of Execute that do not arrive; `whole`: the server has done what was asked. */
async function loseAnswers(page: Page, whole: boolean): Promise<void> {
  await page.route('**/tickets/**', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    if (whole) await route.fetch();
    return route.abort('connectionreset');
  });
}

test('titles that nearly ask are warnings that show the form to use', async ({ page }) => {
  const titles = ['[PROD] Snap: web-09', '2. snap: web-09', 'snapshots: web-09', 'snap web-09'];
  stack.sandbox.freshservice.writeTasks('CHN-7351', [
    { title: 'snap：10.20.51.11', description: null },
    ...titles.map((title) => ({ title, description: '<div>10.20.51.11</div>' })),
  ]);
  await openTicket(page, 'CHN-7351');
  await expect(page.getByText('Looks like a snapshot request').first()).toBeVisible();
  await page.locator('main details').evaluateAll((all) => {
    for (const one of all) (one as HTMLDetailsElement).open = true;
  });
  for (const title of titles) {
    await expect(page.getByText(`Task “${title}” looks like a snapshot request`)).toBeVisible();
  }
  await expect(
    page.getByText('change its title in Freshservice to “snap: web-09”').first(),
  ).toBeVisible();
  // The full-width colon is a colon: its volume would be taken, once the warning is acknowledged.
  const take = page.getByRole('button', { name: /^Take 1 snapshot/ });
  await expect(take).toBeDisabled();
  await page.getByRole('checkbox').click();
  await expect(take).toBeEnabled();
});

test('an instance that stops between the dry run and Execute stops Execute', async ({ page }) => {
  await openTicket(page, 'CHN-7310');
  const answer = await page.request.get(
    `${stack.appUrl}/api/tickets/CHN-7310/plan?environment=prod-eu`,
  );
  const { plan } = (await answer.json()) as { plan: { steps: { instanceId: string }[] } };
  const before = countCreates();
  stack.sandbox.ec2.editInstance(plan.steps[0]?.instanceId ?? '', { state: 'stopped' });
  await pressExecute(page);
  await expect(page.getByText('No snapshots were taken')).toBeVisible();
  const changes = page.getByRole('table', { name: 'What changed' });
  await expect(changes).toContainText('running');
  await expect(changes).toContainText('stopped');
  expect(countCreates()).toBe(before);
});

test('an answer that is lost after the run began leads to its run', async ({ page }) => {
  await openTicket(page, 'CHN-7338');
  const before = countCreates();
  await loseAnswers(page, true);
  await pressExecute(page);
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/, { timeout: 20_000 });
  await expect.poll(countCreates).toBe(before + 1);
});

test('a press that never arrived is looked for, and the second press is one run', async ({
  page,
}) => {
  test.setTimeout(60_000);
  await openTicket(page, 'CHN-7352');
  const before = countCreates();
  const asked = page.waitForResponse((response) => response.url().includes('/api/runs/by-key/'));
  await loseAnswers(page, false);
  await pressExecute(page);
  expect(await (await asked).json()).toEqual({ outcome: null });
  await expect(page.getByText('No run was recorded for this request.')).toBeVisible({
    timeout: 30_000,
  });
  expect(countCreates()).toBe(before);
  await page.unroute('**/tickets/**');
  await pressExecute(page);
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect.poll(countCreates).toBe(before + 3);
});

test('a run of the same volumes that is in progress is said on every ticket of them', async ({
  page,
}) => {
  const { freshservice, faults } = stack.sandbox;
  const same = [{ title: 'snap:web-01', description: '<div>10.20.3.11</div>' }];
  freshservice.writeTasks('CHN-7305', same);
  faults.add({ system: 'ec2', operation: 'CreateSnapshot', effect: { kind: 'hold' } });
  await openTicket(page, 'CHN-7303');
  await pressExecute(page);
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);

  await openTicket(page, 'CHN-7305');
  await expect(page.getByText(/^A run of CHN-7303 on the same volumes is/)).toBeVisible();
  await expect(page.getByText('is in progress. See the top of the page').first()).toBeVisible();
  await expect(page.getByText(/Nothing has been changed yet/)).toHaveCount(0);
  await openTicket(page, 'CHN-7303');
  await expect(page.getByText(/^A run of this ticket is/)).toBeVisible();
  await expect(page.getByText(/Nothing has been changed yet/)).toHaveCount(0);
});

test('a message that Slack refused for good is sent again by a press', async ({ page }) => {
  stack.sandbox.faults.add({
    system: 'slack',
    operation: 'chat.postMessage',
    effect: { kind: 'error', code: 'channel_not_found' },
  });
  await openTicket(page, 'CHN-7306');
  await pressExecute(page);
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  const slack = page.getByRole('region', { name: 'Slack' });
  await expect(slack).toContainText('Not posted', { timeout: 20_000 });
  await expect(slack).toContainText('channel_not_found');
  // The last one is made by itself, when the snapshots have ended.
  await expect(page.getByText('EC2 reports every snapshot as completed.')).toBeVisible({
    timeout: 30_000,
  });
  const again = slack.getByRole('button', { name: 'Send again' });
  await expect(again).toBeVisible();
  stack.sandbox.faults.clear();
  await again.click();
  await expect(slack).toContainText('Posted to Slack', { timeout: 15_000 });
  await expect(again).toHaveCount(0);
  expect(JSON.stringify(stack.sandbox.slack.messages.list())).toContain('CHN-7306');
});

test('a deny of the organization offers the whole command that decodes it', async ({ page }) => {
  const encoded = 'Zm9v_-'.repeat(600);
  stack.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: {
      kind: 'error',
      code: 'UnauthorizedOperation',
      status: 403,
      message: `You are not authorized, with an explicit deny in a service control policy. Encoded authorization failure message: ${encoded}`,
    },
  });
  stack.sandbox.freshservice.writeTasks('CHN-7308', [
    { title: 'snap:fleet-01', description: '<div>10.20.8.10</div>' },
  ]);
  await openTicket(page, 'CHN-7308');
  await pressExecute(page);
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect(page.getByText(`--encoded-message ${encoded}`)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/explicit deny in a service control policy/).first()).toBeVisible();
});
