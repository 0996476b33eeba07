import { runChecks } from './checks';
import { formatTally } from './tally';

/** `npm run check`: the quick gate. */
const tally = await runChecks();
console.log(`\n${formatTally(tally)}`);
process.exitCode = tally.failures.length === 0 ? 0 : 1;
