import type { Browser, Page } from '@playwright/test';
import { Client } from 'pg';
import type { Sample } from '@/sandbox/samples/sample';
import { expectAccessible } from '../expect-accessible';
import { startOwnStack, type OwnStack } from './own-stack';
import { startSecondApp } from '../second-app';
import { type SandboxUser, signIn } from '../sign-in';
import { expect, test } from '../test';

const HOUR = 1 / 24;
const SECOND = HOUR / 3600;
let stack: OwnStack;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  // Olga may execute in prod-us only.
  stack = await startOwnStack({}, { 'prod-eu': ['snapgate-admins'] });
});
test.afterAll(() => stack.stop());

function addChange(number: number, change: Partial<Sample> = {}): string {
  const server = { name: `late-${number}`, address: `10.20.96.${number % 200}` };
  const reference = `CHN-${number}`;
  stack.sandbox.addSample({
    reference,
    situation: 'Tonight',
    subject: `Night work ${number}`,
    shows: [],
    servers: [server],
    tasks: [{ title: `snap: ${server.name}`, description: `<p>${server.address}</p>` }],
    window: { fromDays: 2 * HOUR, toDays: 4 * HOUR },
    ...change,
  });
  return reference;
}

async function openAs(browser: Browser, user: SandboxUser, path = '/'): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: stack.appUrl })).newPage();
  await signIn(page, user, path);
  return page;
}

async function ask<T extends object>(text: string, values: readonly unknown[] = []) {
  const database = new Client({ connectionString: stack.databaseUrl });
  await database.connect();
  try {
    return (await database.query<T>(text, [...values])).rows;
  } finally {
    await database.end();
  }
}

test('the start page at night: five changes of five states, and a corrected task turns green', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const executed = addChange(8101, { window: { fromDays: -1 * HOUR, toDays: 3 * HOUR } });
  addChange(8102);
  const faulty = addChange(8103, { tasks: [{ title: 'snap: late-8103', description: null }] });
  addChange(8104, { tasks: [{ title: 'Call the customer', description: null }] });
  addChange(8105, { window: { fromDays: 30 * HOUR, toDays: 31 * HOUR } });
  const page = await openAs(browser, 'Ada', `/tickets/${executed}?environment=prod-eu`);
  await page.getByRole('button', { name: /Take 1 snapshot/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Take 1 snapshot/ })
    .click();
  await page.waitForURL(/\/runs\//);

  await page.goto('/');
  const item = (reference: string) =>
    page.getByRole('region', { name: 'Coming changes' }).getByRole('listitem').filter({
      hasText: reference,
    });
  await expect(item(executed)).toContainText('Executed', { timeout: 30_000 });
  await expect(item('CHN-8102')).toContainText('Ready');
  await expect(item(faulty)).toContainText('Problems');
  await expect(item('CHN-8104')).toContainText('No snapshot task');
  await expect(item('CHN-8105')).toContainText('Not read yet');
  await expectAccessible(page);

  stack.sandbox.freshservice.writeTasks(faulty, [
    { title: 'snap: late-8103', description: '<p>10.20.96.103</p>' },
  ]);
  await ask('UPDATE coming_reading SET due_at = now()');
  await expect(item(faulty)).toContainText('Ready', { timeout: 40_000 });
  await page.context().close();
});

test('an operator of prod-us sees the steps in prod-eu blocked, and whom to ask', async ({
  browser,
}) => {
  const page = await openAs(browser, 'Olga', '/tickets/CHN-7303?environment=prod-eu');
  await expect(
    page.getByText('You do not have permission to take snapshots in prod-eu').first(),
  ).toBeVisible();
  await expect(page.getByText(/members of snapgate-admins/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /Take 3 snapshots/ })).toHaveCount(0);
  await page.context().close();
});

/** The access table's second dimension: who may execute where. `-`: has no right to execute at all. */
const WHERE = [
  // user, prod-eu (operators: snapgate-admins), prod-us (every operator)
  ['Olga', 'blocked', 'allowed'],
  ['Ada', 'allowed', 'allowed'],
  ['Vera', '-', '-'],
] as const;

test('who may execute where is what the table says', async ({ browser }) => {
  for (const [user, ...expected] of WHERE) {
    const page = await openAs(browser, user);
    const found: string[] = [];
    for (const environment of ['prod-eu', 'prod-us']) {
      const answer = await page.request.get(
        `/api/tickets/CHN-7322/plan?environment=${environment}`,
      );
      const { plan } = (await answer.json()) as {
        readonly plan: { readonly findings: readonly { readonly code: string }[] };
      };
      const blocked = plan.findings.some(({ code }) => code === 'not-operator');
      found.push(user === 'Vera' && !blocked ? '-' : blocked ? 'blocked' : 'allowed');
    }
    expect([user, ...found]).toEqual([user, ...expected]);
    await page.context().close();
  }
});

test('armed, a change starts at its time with no one signed in; a changed one does not and Slack says why', async ({
  browser,
}) => {
  test.setTimeout(200_000);
  const window = { fromDays: 45 * SECOND, toDays: 4 * HOUR };
  const good = addChange(8111, { window });
  const changed = addChange(8112, { window });
  for (const reference of [good, changed]) {
    const page = await openAs(browser, 'Ada', `/tickets/${reference}?environment=prod-eu`);
    await page.getByRole('button', { name: 'Arm', exact: true }).click();
    await expect(page.getByText('Starts automatically')).toBeVisible();
    await page.context().close();
  }
  await ask(`UPDATE session SET ended_at = now(), ended_by = email, end_reason = 'signed-out'
    WHERE ended_at IS NULL`);
  stack.sandbox.freshservice.writeTasks(changed, [
    { title: 'snap: late-8112', description: '<p>10.20.96.199</p>' },
  ]);
  await expect
    .poll(
      () =>
        ask('SELECT ticket, status FROM armed_run WHERE status <> $1 ORDER BY ticket', ['armed']),
      { timeout: 90_000 },
    )
    .toEqual([
      { ticket: good, status: 'started' },
      { ticket: changed, status: 'not-started' },
    ]);
  const [late] = await ask<{ seconds: number }>(
    `SELECT extract(epoch FROM run.started_at - armed_run.start_at)::float8 AS seconds
     FROM armed_run JOIN run ON run.id = run_id WHERE armed_run.status = 'started'`,
  );
  expect(late?.seconds).toBeLessThan(15);
  await expect
    .poll(() => JSON.stringify(stack.sandbox.slack.messages.list()), { timeout: 20_000 })
    .toContain('10.20.96.199');
});

test('passive mode: a reason, a banner on every page, Execute refused, ready stays 200', async ({
  browser,
}) => {
  const reason = 'The database was restored; checking.';
  const page = await openAs(browser, 'Ada', '/passive');
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Turn passive mode on' }).click();
  await expect(page.getByRole('button', { name: 'Turn passive mode off' })).toBeVisible();
  await expectAccessible(page);
  for (const path of ['/', '/runs', '/tickets/CHN-7351?environment=prod-eu']) {
    await page.goto(path);
    await expect(page.getByText(`: ${reason}`).first()).toBeVisible();
  }
  await page.getByRole('button', { name: /Take 1 snapshot/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Take 1 snapshot/ })
    .click();
  await expect(page.getByText(/in passive mode, so no snapshot was taken/)).toBeVisible();
  expect((await page.request.get('/api/health/ready')).status()).toBe(200);

  await page.goto('/passive');
  await page.getByLabel('Reason').fill('Everything was checked.');
  await page.getByRole('button', { name: 'Turn passive mode off' }).click();
  await expect(page.getByRole('button', { name: 'Turn passive mode on' })).toBeVisible();
  await expect(page.getByText('Passive mode: no new snapshots')).toHaveCount(0);
  await page.context().close();
});

test('a process that starts on a restored database offers passive mode to admins', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const page = await openAs(browser, 'Ada', '/tickets/CHN-7351?environment=prod-eu');
  await page.getByRole('button', { name: /^Take 1 snapshot/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take 1 snapshot/ })
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  const id = page.url().split('/').at(-1);
  // Slack has heard, so no later event makes the record look alive.
  const read = async () => (await page.request.get(`/api/runs/${id}`)).json();
  await expect.poll(read, { timeout: 40_000 }).toMatchObject({ run: { settled: true } });
  // What an old backup of a database in use looks like: a run is open, and nothing happens to it.
  await ask(
    `SET session_replication_role = replica;
     UPDATE event SET at = at - interval '1 day';
     UPDATE run SET status = 'running', finished_at = NULL, lease_until = now() + interval '1 hour'
     WHERE id = '${id}'`,
  );

  const second = await startSecondApp('restored', () => ({}), { environment: stack.environment });
  try {
    const title = 'This database may have been restored from a backup';
    // The session is in the database, and the cookie goes to every port of the host.
    await page.goto(second.url);
    await expect(page.getByText(title)).toBeVisible();
    await expect(page.getByText(/^1 run is open, and the newest event is from /)).toBeVisible();
    await expectAccessible(page);
    await page
      .getByRole('complementary', { name: 'Restored database' })
      .getByRole('link', { name: 'Passive mode' })
      .click();
    await page.waitForURL(`${second.url}/passive`);

    const operator = await openAs(browser, 'Olga');
    await Promise.all([
      operator.waitForResponse(`${second.url}/api/passive`),
      operator.goto(second.url),
    ]);
    await expect(operator.getByText(title)).toHaveCount(0);
  } finally {
    await second.stop();
  }
});
