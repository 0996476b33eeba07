import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeVerdict } from './chaos/describe-chaos';
import { describeMachine } from './chaos/machine-line';
import { measureLoad } from './chaos/measure-load';
import { percentile } from './chaos/percentile';
import { readNumber } from './chaos/read-number';

/**
 * `npm run chaos:load -- --runs 50`: runs at once over three processes that serve pages, too: none
 * lost, none doubled, and the pages still answer. Exit code 1 when a target is missed.
 */
const PROCESSES = 3;
const { values } = parseArgs({ options: { runs: { type: 'string', default: '50' } } });
const runs = readNumber('runs', values.runs);
console.log(`Load: ${runs} runs at once over ${PROCESSES} processes; ${describeMachine()}`);
const report = await measureLoad({
  runs,
  processes: PROCESSES,
  folder: join(process.cwd(), '.snapgate', 'chaos', 'load'),
  onProgress: (line) => console.log(line),
});
const { idle, loaded, judgement, open, seconds } = report;
const { duplicates, lost, wrongIds } = judgement;
const [before, during] = [percentile(idle.times, 0.95), percentile(loaded.times, 0.95)];
const ratio = during / before;
const verdicts = [
  {
    met: duplicates + lost + wrongIds + open === 0,
    text: `${judgement.wanted} snapshots in ${seconds} s: ${duplicates} duplicates, ${lost} lost, ${wrongIds} wrong ids, ${open} not settled (wanted 0)`,
  },
  {
    met: idle.failed + loaded.failed === 0,
    text: `${idle.times.length} pages idle and ${loaded.times.length} under load answered; ${idle.failed + loaded.failed} did not (wanted 0)`,
  },
  {
    met: ratio <= 3,
    text: `pages: p95 ${Math.round(before)} ms idle, ${Math.round(during)} ms under load, ratio ${ratio.toFixed(1)} (wanted <= 3)`,
  },
];
console.log('');
for (const verdict of verdicts) console.log(describeVerdict(verdict));
process.exit(verdicts.every(({ met }) => met) ? 0 : 1);
