import { runPlaywright } from './run-playwright';
import { formatTally } from './tally';

/** `npm run test:e2e -- e2e/history.spec.ts`: the browser tests alone, or some of them. */
const tally = await runPlaywright(process.argv.slice(2));
console.log(`\n${formatTally(tally)}`);
process.exit(tally.failures.length === 0 ? 0 : 1);
