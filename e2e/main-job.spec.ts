import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { expectAccessible, setView, VIEWS } from './expect-accessible';
import { readSandboxState } from './sandbox';
import { signIn } from './sign-in';
import { expect, test } from './test';

test('an operator looks a change up, takes its snapshots, and finds the run again', async ({
  page,
}) => {
  await signIn(page, 'Olga');
  await page.getByLabel('Change number or link').first().fill('#7303');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tickets\/CHN-7303$/);

  const take = page.getByRole('button', { name: /Take 3 snapshots, 260 GiB, in prod-eu/ });
  await take.click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Take 3 snapshots/ })
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  const runId = new URL(page.url()).pathname.split('/').at(-1) ?? '';

  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible({
    timeout: 40_000,
  });
  await expect
    .poll(async () => (await readRun(page, runId)).completedCount, { timeout: 40_000 })
    .toBe(3);
  await expect
    .poll(async () => (await readRun(page, runId)).settled, { timeout: 20_000 })
    .toBe(true);
  for (const view of VIEWS) {
    await setView(page, view);
    await expectAccessible(page);
  }
  const run = await readRun(page, runId);
  const snapshotId = run.steps[0]?.snapshotId ?? 'none';
  expect(snapshotId).toMatch(/^snap-/);

  const state = await readSandboxState();
  expect(state).toContain(runId);
  for (const step of run.steps) expect(state).toContain(step.snapshotId);
  expect(run.slackStatus).toBe('sent');

  for (const words of ['CHN-7303', 'db-primary', snapshotId]) {
    await page.goto(`/runs?q=${encodeURIComponent(words)}`);
    await expect(page.locator(`a[href="/runs/${runId}"]`)).toBeVisible();
  }

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /CSV/ }).click();
  const rows = await readCsv(await (await download).createReadStream());
  const ours = rows.filter((row) => row.run_id === runId);
  expect(ours).toHaveLength(3);
  expect(ours.map((row) => row.server_name)).toEqual(['web-01', 'web-02', 'db-primary']);
  expect(ours.every((row) => row.snapshot_state === 'completed')).toBe(true);
  expect(ours.every((row) => row.agent_email === 'olga@example.com')).toBe(true);
});

type Run = {
  readonly completedCount: number;
  readonly settled: boolean;
  readonly slackStatus: string;
  readonly steps: readonly { readonly snapshotId: string }[];
};

async function readRun(page: Page, runId: string): Promise<Run> {
  const answer = await page.request.get(`/api/runs/${runId}`);
  return ((await answer.json()) as { run: Run }).run;
}

async function readCsv(stream: NodeJS.ReadableStream): Promise<Record<string, string>[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return parse(Buffer.concat(chunks), { bom: true, columns: true });
}
