import { runChecks } from './checks';
import { runPlaywright } from './run-playwright';
import { runShortChaos } from './run-short-chaos';
import { runVitest, runVitestOnOldest } from './run-vitest';
import { addTallies, formatTally } from './tally';

/**
 * `npm test`: everything, to the end, however early something fails. One after the other: side by
 * side on two cores they are hardly sooner done, and what one waits for comes late.
 */
const total = addTallies([
  await runChecks(),
  await runVitest(),
  await runVitestOnOldest(),
  await runShortChaos(),
  await runPlaywright(['--retries=1']),
]);
console.log(`\n${formatTally(total)}`);
process.exit(total.failures.length === 0 ? 0 : 1);
