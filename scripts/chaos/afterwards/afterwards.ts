import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatVerdict } from '../format-chaos';
import { machineLabel } from '../machine-label';
import { readNumber } from '../read-number';
import { formatAfterwards, judgeAfterwards, judgeControl } from './format-afterwards';
import { runAfterwards } from './run-afterwards';

/**
 * `npm run chaos:after -- --effects 500 --seed 7`: workers are killed and paused while they write
 * notes, complete tasks, set names and delete snapshots, and Freshservice and EC2 lose replies; what
 * exists afterwards is compared with what may exist. Then the usual code as a control, which must
 * fail each check. Exit code 1 when a target is missed.
 */
const { values } = parseArgs({
  options: {
    effects: { type: 'string', default: '500' },
    seed: { type: 'string', default: '7' },
  },
});
const effects = readNumber('effects', values.effects);
const seed = readNumber('seed', values.seed);
/** The control needs no more than this to show what it shows. */
const CONTROL_EFFECTS = 50;
const folder = join(process.cwd(), '.snapgate', 'chaos', 'afterwards');
const onProgress = (line: string) => console.log(line);
console.log(`Afterwards: seed ${seed}, ${effects} effects of each kind; ${machineLabel()}`);
const ours = await runAfterwards({ effects, seed, folder: join(folder, 'ours'), onProgress });
console.log(`\n${formatAfterwards('ours', ours)}\n`);
console.log('The control: the usual code, undisturbed but for lost replies');
const control = await runAfterwards({
  effects: Math.min(effects, CONTROL_EFFECTS),
  seed,
  folder: join(folder, 'control'),
  careless: true,
  onProgress,
});
console.log(`\n${formatAfterwards('control', control)}\n`);
const verdicts = [...judgeAfterwards(effects, ours), ...judgeControl(control)];
for (const verdict of verdicts) console.log(formatVerdict(verdict));
process.exit(verdicts.every(({ met }) => met) ? 0 : 1);
