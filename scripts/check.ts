import { runChecks } from './test/checks';
import { describeTally } from './test/tally';

/** `npm run check`: the quick gate. */
const tally = await runChecks();
console.log(`\n${describeTally(tally)}`);
process.exitCode = tally.failures.length === 0 ? 0 : 1;
