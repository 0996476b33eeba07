import type { Page } from '@playwright/test';
import type { Plan } from '@/lib/plan/plan';
import { SAMPLES } from '@/sandbox/samples/sample-tickets';
import { expectAccessible, setView, VIEWS } from '../expect-accessible';
import { startOwnStack, type OwnStack } from './own-stack';
import { signIn } from '../sign-in';
import { expect, test } from '../test';

// One rule blocks here, so that overriding can be walked through; the others warn.
const RULES = { POLICY_BLACKOUT: 'block' };
const IN_BLACKOUT = 'CHN-7344';
const REASON = 'The freeze was lifted for this host; Ida of the change board agreed.';

let stack: OwnStack;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  stack = await startOwnStack(RULES);
});
test.afterAll(() => stack.stop());

async function openAsOlga(page: Page, path: string): Promise<void> {
  await signIn(page, 'Olga', `${stack.appUrl}${path}`);
}

async function readPlan(page: Page, reference: string, environment: string): Promise<Plan> {
  const answer = await page.request.get(
    `${stack.appUrl}/api/tickets/${reference}/plan?environment=${environment}`,
  );
  return ((await answer.json()) as { plan: Plan }).plan;
}

/** What the browser says when its tab is in front again; it bubbles up to the window. */
async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  );
}

for (const { reference, situation, environment = 'prod-eu', shows } of SAMPLES) {
  test(`${reference}: ${situation}`, async ({ page }) => {
    await openAsOlga(page, `/tickets/${reference}?environment=${environment}`);
    await expect(page.locator('#verdict')).toBeVisible({ timeout: 20_000 });
    const plan = await readPlan(page, reference, environment);
    const codes = [...new Set(plan.findings.map(({ code }) => code))];
    // Here `dark` is one of all environments, and what is down is always said.
    const expected = environment === 'all' ? [...shows, 'environment-unreachable'] : shows;
    expect(codes.toSorted()).toEqual(expected.toSorted());

    // Several warnings of one kind are folded.
    await page.locator('main details').evaluateAll((all) => {
      for (const one of all) (one as HTMLDetailsElement).open = true;
    });
    for (const { message, hint } of plan.findings) {
      await expect(page.getByText(message).first()).toBeVisible();
      await expect(page.getByText(hint).first()).toBeVisible();
    }
    const used = plan.environments.filter(({ name }) =>
      plan.steps.some((step) => step.environment === name),
    );
    for (const { name } of used) {
      await expect(page.locator('dd').getByText(name, { exact: true })).toBeVisible();
    }
    const take = page.getByRole('button', { name: /^Take / });
    const blocked = plan.steps.length === 0 || plan.findings.some((f) => f.severity === 'block');
    const boxes = page.getByRole('checkbox');
    const warnings = plan.findings.filter(({ severity }) => severity === 'warning');
    // One acknowledgement per kind, whatever the number of servers in it.
    const kinds = new Set(warnings.map(({ code }) => code));
    await expect(boxes).toHaveCount(kinds.size);
    for (let index = 0; index < kinds.size; index += 1) {
      if (!blocked) await expect(take).toBeDisabled();
      await boxes.nth(index).click();
    }
    if (plan.findings.some((f) => f.severity === 'block')) {
      await expect(page.getByRole('button', { name: /^Fix / })).toBeVisible();
    } else if (blocked) await expect(take).toBeDisabled();
    else await expect(take).toBeEnabled();
  });
}

test('a ticket moves to its own name: its type says whether it is INC or SR', async ({ page }) => {
  await openAsOlga(page, '/tickets/INC-4712?environment=prod-eu');
  await page.waitForURL(/\/tickets\/SR-4712\?environment=prod-eu$/);
  await expect(page.getByText('dev-box-07').first()).toBeVisible();
});

test('an environment that is down hides nothing of the others, and blocks', async ({ page }) => {
  await openAsOlga(page, '/tickets/CHN-7303?environment=all');
  await expect(page.getByText('db-primary').first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('not reachable')).toBeVisible();
  await expect(page.getByText(/assumed-role\/snapgate\/olga@example.com/).first()).toBeAttached();
  await expect(page.getByRole('button', { name: /^Fix \d+ problem/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Take / })).toHaveCount(0);
});

test('what changed before Execute is shown before and after, and nothing is taken', async ({
  page,
}) => {
  await openAsOlga(page, '/tickets/CHN-7303?environment=prod-eu');
  const before = await readPlan(page, 'CHN-7303', 'prod-eu');
  const [, second] = before.steps;
  if (second === undefined) throw new Error('The sample has changed.');
  await page.getByRole('button', { name: /^Take 3/ }).click();
  stack.sandbox.freshservice.writeTasks('CHN-7303', [
    { title: 'snap:web-01', description: '<div>10.20.3.11</div>' },
    { title: 'snap:web-02', description: '<p>10.20.3.20</p>' },
    { title: 'Snapshot: db-primary', description: '<div>10.20.3.20</div>' },
  ]);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take 3/ })
    .click();

  await expect(page.getByText('No snapshots were taken')).toBeVisible();
  const changes = page.getByRole('table', { name: 'What changed' });
  await expect(changes.getByRole('columnheader')).toHaveText(['What', 'You saw', 'Now']);
  const edited = changes.getByRole('row').filter({ hasText: ': text' });
  await expect(edited).toContainText('10.20.3.12');
  await expect(edited).toContainText('10.20.3.20');
  await expect(changes).toContainText(second.instanceId);
  expect(stack.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
});

test('coming back to the page reads again and shows what changed meanwhile', async ({ page }) => {
  await openAsOlga(page, '/tickets/CHN-7351?environment=prod-eu');
  const plan = await readPlan(page, 'CHN-7351', 'prod-eu');
  await expect(page.getByText(/^Updated /)).toBeVisible();
  const [step] = plan.steps;
  if (step === undefined) throw new Error('The sample has changed.');
  stack.sandbox.ec2.editInstance(step.instanceId, { nameTag: 'build-99' });
  // Someone else reads live; lookups of the next seconds share that reading.
  await page.request.get(`${stack.appUrl}/api/tickets/CHN-7351/plan?environment=prod-eu&live=true`);
  await comeBack(page);

  const notice = page.getByRole('alert').filter({ hasText: 'The plan changed' });
  await expect(notice).toContainText('build-01');
  await expect(notice).toContainText('build-99');
  await expect(page.getByRole('button', { name: /^Take / })).toBeDisabled();
  await notice.getByRole('button', { name: 'I have reviewed the changes' }).click();
  await expect(page.getByRole('button', { name: /^Take / })).toBeEnabled();
});

test('few calls left at Freshservice are said, and the page stops reading by itself', async ({
  page,
}) => {
  // A new minute of Freshservice, in which the two calls of this lookup leave nine.
  stack.sandbox.clock.advance(61_000);
  stack.sandbox.settings.freshserviceCallsPerMinute = 11;
  await openAsOlga(page, '/tickets/CHN-7352?environment=prod-eu');
  await expect(page.getByText(/Only \d+ Freshservice calls? left/)).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/plan')) asked.push(request.url());
  });
  await comeBack(page);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]).toContain('live=true');
  stack.sandbox.settings.freshserviceCallsPerMinute = 100_000;
});

test('a rule that blocks stops an operator; the role for it goes on with a reason', async ({
  page,
}) => {
  await openAsOlga(page, `/tickets/${IN_BLACKOUT}?environment=prod-eu`);
  await expect(page.getByText(/by people with the override role/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Fix \d+ problem/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Take / })).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, 'Ada', `${stack.appUrl}/tickets/${IN_BLACKOUT}?environment=prod-eu`);
  const take = page.getByRole('button', { name: /^Take 1 snapshot/ });
  await expect(take).toBeDisabled();
  await page.getByRole('checkbox').click();
  await take.click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: /^Take 1 snapshot/ });
  await dialog.getByRole('textbox').fill('because');
  await expect(confirm).toBeDisabled();
  for (const view of VIEWS) {
    await setView(page, view);
    await expectAccessible(page);
  }
  await dialog.getByRole('textbox').fill(REASON);
  await confirm.click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect(page.getByText(REASON).first()).toBeVisible();
  const messages = () => JSON.stringify(stack.sandbox.slack.messages.list());
  await expect.poll(messages).toContain(REASON);
});
