import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatVerdict } from '../format-chaos';
import { machineLabel } from '../machine-label';
import { measureLoad } from './measure-load';
import { percentile } from '../percentile';
import { readNumber } from '../read-number';

/**
 * `npm run chaos:load -- --runs 50`: runs at once over three processes that serve pages, too: none
 * lost, none doubled, and the pages still answer. Exit code 1 when a target is missed.
 */
const PROCESSES = 3;
const { values } = parseArgs({ options: { runs: { type: 'string', default: '50' } } });
const runs = readNumber('runs', values.runs);
console.log(`Load: ${runs} runs at once over ${PROCESSES} processes; ${machineLabel()}`);
const report = await measureLoad({
  runs,
  processes: PROCESSES,
  folder: join(process.cwd(), '.snapgate', 'chaos', 'load'),
  onProgress: (line) => console.log(line),
});
const { idle, loaded, judgment, open, seconds } = report;
const { duplicates, lost, wrongIds } = judgment;
const [before, during] = [percentile(idle.times, 0.95), percentile(loaded.times, 0.95)];
const ratio = during / before;
const verdicts = [
  {
    met: duplicates + lost + wrongIds + open === 0,
    text: `${judgment.wanted} snapshots in ${seconds} s: ${duplicates} duplicates, ${lost} lost, ${wrongIds} wrong ids, ${open} not settled (wanted 0)`,
  },
  {
    met: idle.failed + loaded.failed === 0,
    text: `${idle.times.length} pages loaded when idle and ${loaded.times.length} under load; ${idle.failed + loaded.failed} failed (wanted 0)`,
  },
  {
    met: ratio <= 3,
    text: `pages: p95 ${Math.round(before)} ms idle, ${Math.round(during)} ms under load, ratio ${ratio.toFixed(1)} (wanted <= 3)`,
  },
];
console.log('');
for (const verdict of verdicts) console.log(formatVerdict(verdict));
process.exit(verdicts.every(({ met }) => met) ? 0 : 1);
