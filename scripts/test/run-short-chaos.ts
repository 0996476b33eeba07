import { join } from 'node:path';
import { formatChaos, formatVerdict, judgeChaos } from '@/scripts/chaos/format-chaos';
import { runChaos } from '@/scripts/chaos/run-chaos';
import { failedAlone, type Tally } from './tally';

const SEED = 7;
const STEPS = 160;
const MINUTES = 1.5;
/**
 * Of 160 steps on two busy cores, between 3 and 16 of a hundred were seen: here it only has to show
 * that the faults strike. The long run judges how often.
 */
const MIN_NAIVE_SHARE = 0.01;

/** A short schedule over the engine's own processes; `npm run chaos` is the long one. */
export async function runShortChaos(): Promise<Tally> {
  console.log('\n== Chaos: processes killed and paused, PostgreSQL restarted, replies lost');
  const folder = join(process.cwd(), '.snapgate', 'test', 'schedule');
  try {
    const report = await runChaos({
      seed: SEED,
      steps: STEPS,
      minutes: MINUTES,
      folder,
      onProgress: (line) => console.log(line),
    });
    const verdicts = judgeChaos(report, MIN_NAIVE_SHARE);
    console.log(`\n${formatChaos(report)}\n`);
    for (const verdict of verdicts) console.log(formatVerdict(verdict));
    const failures = verdicts.filter(({ met }) => !met).map(({ text }) => `Chaos: ${text}`);
    return { passed: verdicts.length - failures.length, failures };
  } catch (error) {
    console.error(error);
    return failedAlone('Chaos: the run did not finish');
  }
}
