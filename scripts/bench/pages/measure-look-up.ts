import type { BrowserContext, Page } from '@playwright/test';
import { median } from './measure-painting';

export type LookUp = { readonly planMs: number; readonly paintedMs: number };

/** Readings that others made within this time may be shared; every measurement reads by itself. */
const APART_MS = 6_000;

/** From Enter to the dry run on the screen, in turns with the plan's own time over its JSON address. */
export async function measureLookUp(
  context: BrowserContext,
  appUrl: string,
  { reference, tasks, repeats }: { reference: string; tasks: number; repeats: number },
): Promise<LookUp> {
  const page = await context.newPage();
  const plans: number[] = [];
  const painted: number[] = [];
  for (let round = 0; round < repeats; round += 1) {
    plans.push(await timePlan(page, `${appUrl}/api/tickets/${reference}/plan`));
    await page.waitForTimeout(APART_MS);
    painted.push(await timePainted(page, appUrl, { reference, tasks }));
    // A page that stays open may read again by itself.
    await page.goto('about:blank');
    await page.waitForTimeout(APART_MS);
  }
  await page.close();
  return { planMs: median(plans), paintedMs: median(painted) };
}

async function timePlan(page: Page, url: string): Promise<number> {
  const started = performance.now();
  const answer = await page.request.get(url);
  if (!answer.ok()) throw new Error(`${url}: ${answer.status()}`);
  await answer.body();
  return performance.now() - started;
}

async function timePainted(
  page: Page,
  appUrl: string,
  { reference, tasks }: { reference: string; tasks: number },
): Promise<number> {
  await page.goto(appUrl, { waitUntil: 'networkidle' });
  await page.locator('main input[data-search-box]').fill(reference);
  const action = `Take ${tasks.toLocaleString('en-US')} snapshots`;
  const started = performance.now();
  await page.keyboard.press('Enter');
  await page.getByText(action, { exact: false }).first().waitFor();
  return performance.now() - started;
}
