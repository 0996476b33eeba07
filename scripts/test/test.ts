import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { runChecks } from './checks';
import { runPlaywright } from './run-playwright';
import { runShortChaos } from './run-short-chaos';
import { runVitest, runVitestOnOldest } from './run-vitest';
import { addTallies, formatTally, type Tally } from './tally';

const BROWSER_OUTPUT = resolve('.snapgate/test/playwright.log');

rmSync(BROWSER_OUTPUT, { force: true });

/**
 * `npm test`: everything, to the end, however early something fails. The browser tests mostly wait
 * for pages, the others for a database: together they take two thirds of the time.
 */
const checks = await runChecks();
const [withoutBrowser, inBrowser] = await Promise.all([
  runWithoutBrowser(),
  runPlaywright(['--retries=1'], BROWSER_OUTPUT),
]);
console.log('\n== End to end in Chromium');
if (existsSync(BROWSER_OUTPUT)) console.log(readFileSync(BROWSER_OUTPUT, 'utf8'));
const total = addTallies([checks, ...withoutBrowser, inBrowser]);
console.log(`\n${formatTally(total)}`);
process.exit(total.failures.length === 0 ? 0 : 1);

async function runWithoutBrowser(): Promise<readonly Tally[]> {
  return [await runVitest(), await runVitestOnOldest(), await runShortChaos()];
}
