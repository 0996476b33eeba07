import { spawnSync } from 'node:child_process';
import type { Browser, Page } from '@playwright/test';
import { expectAccessible } from '../expect-accessible';
import { startOwnStack, type OwnStack } from './own-stack';
import { signIn, type SandboxUser } from '../sign-in';
import { expect, test } from '../test';

let stack: OwnStack;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  stack = await startOwnStack({
    RESTORE_COMMANDS: 'on',
    TICKET_NOTE: 'on',
    TICKET_TASKS: 'complete',
    NAME_CORRECTION: 'on',
  });
});

test.afterAll(() => stack.stop());

async function openAs(browser: Browser, user: SandboxUser, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: stack.appUrl });
  const page = await context.newPage();
  await signIn(page, user, path);
  return page;
}

function ticketOf(reference: string) {
  const ticket = stack.sandbox.freshservice.tickets.findByReference(reference);
  if (ticket === undefined) throw new Error(`no ${reference}`);
  return ticket;
}

/** Looks the ticket up and presses Execute; gives the path of the run. */
async function execute(page: Page, button: RegExp): Promise<string> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog').getByRole('button', { name: button }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

/** Parts whose code arrives after the page cannot be used before. */
async function expectNothingToLose(
  browser: Browser,
  page: Page,
  path: string,
  part: 'names' | 'delete',
): Promise<void> {
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ storageState, javaScriptEnabled: false });
  const written = await context.newPage();
  await written.goto(new URL(path, page.url()).toString());
  // The server sends them last, hidden; code moves them to their place.
  const fields = written.locator(`[aria-labelledby="${part}"] :is(input, button)`);
  expect(await fields.count()).toBeGreaterThan(0);
  for (const field of await fields.all()) await expect(field).toBeDisabled();
  await context.close();
}

/** What a shell makes of a line: its words, as a program would get them. */
function parseInShell(line: string): readonly string[] {
  const { stdout } = spawnSync('sh', ['-c', String.raw`printf '%s\0' ` + line], {
    encoding: 'utf8',
  });
  return stdout.split('\0').slice(0, -1);
}

test('a run is noted on its ticket, one changed task left open, restored by commands, renamed, and deleted by two people', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const olga = await openAs(browser, 'Olga', '/tickets/CHN-7303?environment=prod-eu');
  const path = await execute(olga, /^Take 3 snapshots/);
  // Someone rewrites a task while the snapshots are being copied.
  const [first] = ticketOf('CHN-7303').tasks;
  stack.sandbox.freshservice.tickets.editTask(ticketOf('CHN-7303'), first?.id ?? 0, {
    description: '<div>10.20.3.99</div>',
  });
  const result = olga.getByRole('region', { name: 'Ticket', exact: true });
  await expect(result.getByText('Note complete')).toBeVisible({ timeout: 40_000 });
  await expect(result.getByText('Left open')).toHaveCount(1);
  await expect(result.getByText(/its title or description changed/)).toBeVisible();
  await expect(result.getByText('Completed', { exact: true })).toHaveCount(2);
  expect(ticketOf('CHN-7303').tasks.map(({ status }) => status)).toEqual([1, 3, 3]);
  expect(ticketOf('CHN-7303').notes).toHaveLength(1);

  const restore = olga.getByRole('region', { name: 'Restore commands' });
  await restore.getByText('web-01').first().click();
  const [check = '', command = ''] = await restore.locator('details[open] code').allInnerTexts();
  const words = parseInShell(command);
  expect(words.slice(0, 5)).toEqual([
    ...['aws', 'ec2', 'create-replace-root-volume-task', '--region', 'eu-west-1'],
  ]);
  expect(words.at(-1)).toMatch(/^snap-/);
  expect(parseInShell(check)).toEqual([...words, '--dry-run']);

  await olga.goto(`${path}/print`);
  const sheet = olga.getByRole('row').filter({ hasText: 'create-replace-root-volume-task' });
  await expect(sheet).toHaveCount(3);
  await expect(sheet.filter({ hasText: command })).toHaveCount(1);
  await olga.goto(path);

  const names = olga.getByRole('region', { name: 'Snapshot names' });
  await expectNothingToLose(browser, olga, path, 'names');
  await names.getByLabel(/^web-01/).fill('20261126_right_snapshot');
  await names
    .getByRole('button', { name: /^Correct/ })
    .first()
    .click();
  await expect(names.getByText('Corrected')).toBeVisible({ timeout: 20_000 });
  const tagged = stack.sandbox.ec2.world.snapshots.filter(
    ({ tags }) => tags.Name === '20261126_right_snapshot',
  );
  expect(tagged).toHaveLength(1);
  await expectAccessible(olga);
  await expect(olga.getByRole('region', { name: 'Delete snapshots' })).toHaveCount(0);

  const clara = await openAs(browser, 'Clara', path);
  await expectNothingToLose(browser, clara, path, 'delete');
  const asked = clara.getByRole('region', { name: 'Delete snapshots' });
  await asked.getByRole('button', { name: 'Check what can be deleted' }).click();
  const ask = asked.getByRole('button', { name: /^Ask a second person to delete 3 snapshots/ });
  await expect(ask).toBeDisabled();
  await asked.getByLabel(/Type the ticket number/).fill('7304');
  await asked.getByLabel(/^Reason/).fill('CHN-7303 was executed instead of CHN-7301');
  await ask.click();
  await expect(asked.getByText(/does not match CHN-7303/)).toBeVisible();
  await asked.getByLabel(/Type the ticket number/).fill('7303');
  await ask.click();
  await expect(asked.getByText('Someone else with this permission must confirm.')).toBeVisible();
  await expectAccessible(clara);

  const told = stack.sandbox.slack.messages.list().map(({ text }) => text);
  expect(told).toContain('CHN-7303: deletion needs confirmation by a second person');

  const carl = await openAs(browser, 'Carl', path);
  const confirmed = carl.getByRole('region', { name: 'Delete snapshots' });
  await confirmed.getByRole('button', { name: 'Check what can be deleted' }).click();
  await expect(confirmed.getByText(/Clara Cleaner .* asked to delete 3 snapshots/)).toBeVisible();
  await confirmed.getByLabel(/Type the ticket number/).fill('CHN-7303');
  await confirmed.getByRole('button', { name: 'Confirm and delete 3 snapshots' }).click();
  await carl.waitForURL((url) => url.pathname !== path && url.pathname.startsWith('/runs/'));
  await expect(carl.getByRole('heading', { name: '3 of 3 snapshots deleted' })).toBeVisible({
    timeout: 40_000,
  });
  await expectAccessible(carl);
  expect(stack.sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call')).toEqual([]);

  await olga.goto(path);
  await expect(olga.getByRole('heading', { name: '3 of 3 snapshots deleted' })).toBeVisible();
  await expect(olga.getByText(/Clara Cleaner .*confirmed by Carl Cleaner/).first()).toBeVisible();
  await expect.poll(() => ticketOf('CHN-7303').notes.length, { timeout: 20_000 }).toBe(2);
  expect(ticketOf('CHN-7303').notes[1]?.body_text).toContain('instead of CHN-7301');
  await olga.goto('/runs?q=CHN-7303');
  const rows = olga.getByRole('row').filter({ hasText: 'CHN-7303' });
  await expect(rows.filter({ hasText: 'Carl Cleaner' })).toContainText(/Deleted\s*3\/3/);
  await expect(rows.filter({ hasText: 'Olga Operator' })).toContainText('Snapshots deleted');
});

test('what is bound is shown before anything is deleted and blocks itself only', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const clara = await openAs(browser, 'Clara', '/tickets/CHN-7378?environment=prod-eu');
  const path = await execute(clara, /^Take 5 snapshots/);
  await expect(clara.getByText('5 snapshots completed').first()).toBeVisible({ timeout: 40_000 });
  const panel = clara.getByRole('region', { name: 'Delete snapshots' });
  await panel.getByRole('button', { name: 'Check what can be deleted' }).click();
  for (const reason of [/is locked/, /used by the image ami-0golden/, /shared with/, /Fast Snap/]) {
    await expect(panel.getByText(reason)).toBeVisible();
  }
  await panel.getByLabel(/Type the ticket number/).fill('7378');
  await panel.getByLabel(/^Reason/).fill('Not needed');
  const press = panel.getByRole('button', { name: /^Delete 1 snapshot/ });
  await expect(press).toBeDisabled();
  await panel.getByLabel(/^Keep the 4 snapshots/).check();
  await press.click();
  await clara.waitForURL((url) => url.pathname !== path);
  await expect(clara.getByRole('heading', { name: '1 of 1 snapshot deleted' })).toBeVisible({
    timeout: 40_000,
  });
});

test('what has expired is listed by environment and run, exported, and deleted on the run', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const clara = await openAs(browser, 'Clara', '/tickets/CHN-7305?environment=prod-eu');
  const path = await execute(clara, /^Take \d+ snapshot/);
  await expect(clara.getByText(/^\d+ snapshots? completed/).first()).toBeVisible({
    timeout: 40_000,
  });
  await clara.goto('/runs');
  await clara.getByRole('link', { name: 'Expired snapshots' }).click();
  await expect(clara.getByRole('heading', { name: 'Expired snapshots' })).toBeVisible();
  await expect(clara.getByText(/New snapshots expire after 30 days in prod-eu/)).toBeVisible();
  await expect(clara.getByText(/^No snapshot expires by/)).toBeVisible();
  await expectAccessible(clara);
  const ahead = new Date(Date.now() + 31 * 86_400_000).toISOString().slice(0, 10);
  await clara.getByLabel('Expiring by').fill(ahead);
  await clara.getByRole('button', { name: 'Show' }).click();
  await expect(clara.getByRole('heading', { level: 1 })).toHaveText(
    `Snapshots that expire by ${ahead}`,
  );
  const row = clara.getByRole('row').filter({ hasText: 'CHN-7305' });
  await expect(row).toContainText('prod-eu');
  await expectAccessible(clara);
  const csv = await (await clara.request.get(`/api/runs/export.csv?expired=${ahead}`)).text();
  expect(csv).toContain('"CHN-7305"');
  expect(csv).not.toContain('"CHN-7303"');
  await clara
    .getByRole('link', { name: /Show in history/ })
    .first()
    .click();
  await expect(clara.getByRole('link', { name: new RegExp(`expired by ${ahead}`) })).toBeVisible();
  await expect(clara.getByRole('row').filter({ hasText: 'CHN-7305' })).toHaveCount(1);
  await clara.goBack();
  await row.getByRole('link', { name: 'CHN-7305' }).click();
  await clara.waitForURL(`**${path}`);
  const panel = clara.getByRole('region', { name: 'Delete snapshots' });
  await panel.getByRole('button', { name: 'Check what can be deleted' }).click();
  await panel.getByLabel(/Type the ticket number/).fill('7305');
  await panel.getByLabel(/^Reason/).fill('It has expired');
  await panel.getByRole('button', { name: /^Delete \d+ snapshot/ }).click();
  await expect(
    clara.getByRole('heading', { name: /^(\d+) of \1 snapshots? deleted$/ }),
  ).toBeVisible({
    timeout: 40_000,
  });
  await clara.goto(`/runs/expired?by=${ahead}`);
  await expect(clara.getByRole('row').filter({ hasText: 'CHN-7305' })).toHaveCount(0);
});
