import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeVerdict } from './chaos/describe-chaos';
import { describeMachine } from './chaos/machine-line';
import { measureTakeover } from './chaos/measure-takeover';
import { percentile } from './chaos/percentile';
import { readNumber } from './chaos/read-number';

/**
 * `npm run chaos:takeover -- --kills 50 --restarts 10`: how long a run stands still when the
 * process that carries it out is killed. Exit code 1 when a target is missed.
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
console.log(
  `Take-over: ${options.kills} kills, ${options.restarts} restarts; ${describeMachine()}`,
);
const { takeoverMs, resumeMs, judgement, open } = await measureTakeover({
  ...options,
  folder: join(process.cwd(), '.snapgate', 'chaos', 'takeover'),
  onProgress: (line) => console.log(line),
});
const { duplicates, lost, wrongIds } = judgement;
const [median, p99] = [percentile(takeoverMs, 0.5), percentile(takeoverMs, 0.99)];
const slowest = Math.max(...resumeMs);
const verdicts = [
  { met: median <= 8_000, text: `another process goes on, median ${show(median)} (wanted <= 8 s)` },
  { met: p99 <= 12_000, text: `another process goes on, p99 ${show(p99)} (wanted <= 12 s)` },
  {
    met: slowest <= 3_000,
    text: `a single process started again goes on ${show(percentile(resumeMs, 0.5))} after it is at work, at most ${show(slowest)} (wanted <= 3 s)`,
  },
  {
    met: duplicates + lost + wrongIds + open === 0,
    text: `${judgement.wanted} snapshots: ${duplicates} duplicates, ${lost} lost, ${wrongIds} wrong ids, ${open} not settled (wanted 0)`,
  },
];
console.log('');
for (const verdict of verdicts) console.log(describeVerdict(verdict));
process.exit(verdicts.every(({ met }) => met) ? 0 : 1);

function show(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
