import { runChecks } from './test/checks';
import { runPlaywright } from './test/run-playwright';
import { runStorm } from './test/run-storm';
import { runVitest } from './test/run-vitest';
import { addTallies, describeTally } from './test/tally';

/** `npm test`: everything, to the end, however early something fails. */
const total = addTallies([
  await runChecks(),
  await runVitest(),
  await runPlaywright(),
  await runStorm(),
]);
console.log(`\n${describeTally(total)}`);
process.exit(total.failures.length === 0 ? 0 : 1);
