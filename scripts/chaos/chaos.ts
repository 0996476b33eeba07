import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatChaos, formatVerdict, judgeChaos } from './format-chaos';
import { machineLabel } from './machine-label';
import { readNumber } from './read-number';
import { runChaos } from './run-chaos';

/**
 * `npm run chaos -- --steps 2000 --minutes 10 --seed 7`: the engine's own processes are killed,
 * paused and cut off from EC2 and PostgreSQL, and what exists afterwards is compared with the
 * record; beside it two controls. Exit code 1 when a target is missed.
 */
const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '2000' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '7' },
  },
});
const options = {
  steps: readNumber('steps', values.steps),
  minutes: readNumber('minutes', values.minutes),
  seed: readNumber('seed', values.seed),
};
const folder = join(process.cwd(), '.snapgate', 'chaos');
console.log(
  `Chaos: seed ${options.seed}, ${options.steps} snapshots, about ${options.minutes} minutes; ${machineLabel()}`,
);
const report = await runChaos({ ...options, folder, onProgress: (line) => console.log(line) });
const verdicts = judgeChaos(report);
console.log(`\n${formatChaos(report)}\n`);
for (const verdict of verdicts) console.log(formatVerdict(verdict));
process.exit(verdicts.every(({ met }) => met) ? 0 : 1);
