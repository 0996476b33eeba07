import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatVerdict } from '../format-chaos';
import { machineLabel } from '../machine-label';
import { measureTakeover } from './measure-takeover';
import { percentile } from '../percentile';
import { readNumber } from '../read-number';

/**
 * `npm run chaos:takeover -- --kills 50 --restarts 10`: how long a run pauses when the process
 * that executes it is killed. Exit code 1 when a target is missed.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    restarts: { type: 'string', default: '10' },
  },
});
const options = {
  kills: readNumber('kills', values.kills),
  restarts: readNumber('restarts', values.restarts),
};
console.log(`Take-over: ${options.kills} kills, ${options.restarts} restarts; ${machineLabel()}`);
const { takeoverMs, resumeMs, judgment, open } = await measureTakeover({
  ...options,
  folder: join(process.cwd(), '.snapgate', 'chaos', 'takeover'),
  onProgress: (line) => console.log(line),
});
const { duplicates, lost, wrongIds } = judgment;
const [median, p99] = [percentile(takeoverMs, 0.5), percentile(takeoverMs, 0.99)];
const slowest = Math.max(...resumeMs);
const verdicts = [
  {
    met: median <= 4_000,
    text: `another process takes over, median ${show(median)} (wanted <= 4 s)`,
  },
  { met: p99 <= 5_000, text: `another process takes over, p99 ${show(p99)} (wanted <= 5 s)` },
  {
    met: slowest <= 3_000,
    text: `a restarted single process continues after ${show(percentile(resumeMs, 0.5))}, at most ${show(slowest)} (wanted <= 3 s)`,
  },
  {
    met: duplicates + lost + wrongIds + open === 0,
    text: `${judgment.wanted} snapshots: ${duplicates} duplicates, ${lost} lost, ${wrongIds} wrong ids, ${open} not settled (wanted 0)`,
  },
];
console.log('');
for (const verdict of verdicts) console.log(formatVerdict(verdict));
process.exit(verdicts.every(({ met }) => met) ? 0 : 1);

function show(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
