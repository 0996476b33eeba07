import { join } from 'node:path';
import { describeChaos, describeVerdict, judgeChaos } from '@/scripts/chaos/describe-chaos';
import { runChaos } from '@/scripts/chaos/run-chaos';
import { failedAlone } from './tally';
import type { Tally } from './tally';

const SEED = 7;
const STEPS = 160;
const MINUTES = 1.5;

/** A short storm over the engine's own processes; `npm run chaos` is the long one. */
export async function runStorm(): Promise<Tally> {
  console.log('\n== Storm: processes killed and paused, PostgreSQL restarted, replies lost');
  const folder = join(process.cwd(), '.snapgate', 'test', 'storm');
  try {
    const report = await runChaos({
      seed: SEED,
      steps: STEPS,
      minutes: MINUTES,
      folder,
      onProgress: (line) => console.log(line),
    });
    const verdicts = judgeChaos(report);
    console.log(`\n${describeChaos(report)}\n`);
    for (const verdict of verdicts) console.log(describeVerdict(verdict));
    const failures = verdicts.filter(({ met }) => !met).map(({ text }) => `Storm: ${text}`);
    return { passed: verdicts.length - failures.length, failures };
  } catch (error) {
    console.error(error);
    return failedAlone('Storm: it did not come to its end');
  }
}
