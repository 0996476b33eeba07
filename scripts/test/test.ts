import { join } from 'node:path';
import { buildIfChanged } from '@/scripts/stack/build-if-changed';
import { runChecks } from './checks';
import { runPlaywright } from './run-playwright';
import { runShortChaos } from './run-short-chaos';
import { runVitest, runVitestOnOldest } from './run-vitest';
import { addTallies, formatTally } from './tally';

/**
 * `npm test`: everything, to the end, however early something fails. One after the other, because
 * each keeps two cores busy by itself; only the chaos run waits most of its time.
 */
const total = addTallies([
  await runChecks(),
  await runVitest(),
  await runVitestOnOldest(),
  await runShortChaosWhileBuilding(),
  await runPlaywright(['--retries=1']),
]);
console.log(`\n${formatTally(total)}`);
process.exit(total.failures.length === 0 ? 0 : 1);

/** The build is what the browser tests start. */
async function runShortChaosWhileBuilding() {
  const root = process.cwd();
  const build = buildIfChanged(root, join(root, '.snapgate', 'test', 'build.log'), () =>
    console.log('\nBuilding beside the next part ...'),
  );
  const tally = await runShortChaos();
  // A build that failed is begun again by the browser tests, which say so.
  await build.finished.catch(() => undefined);
  return tally;
}
