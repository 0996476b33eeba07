import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineLabel } from '../machine-label';
import { readNumber } from '../read-number';
import { runArmedTrial, type ArmedReport } from './run-armed-trial';

/**
 * `npm run chaos:armed -- --armed 1000 --seed 7`: plans are armed, some tickets change afterwards,
 * and the workers are killed and paused across the moments of the starts. Beside it a control that
 * starts without comparing and without one transaction. Exit code 1 when a target is missed.
 */
const { values } = parseArgs({
  options: {
    armed: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '7' },
  },
});
const armed = readNumber('armed', values.armed);
const seed = readNumber('seed', values.seed);
const folder = join(process.cwd(), '.snapgate', 'chaos-armed');
const onProgress = (line: string) => console.log(`  ${line}`);
console.log(`Armed starts: seed ${seed}, ${armed} armed; ${machineLabel()}`);
const ours = await runArmedTrial({ folder: join(folder, 'ours'), armed, seed, onProgress });
console.log(format('ours', ours));
const control = await runArmedTrial({
  folder: join(folder, 'control'),
  armed: Math.min(armed, 40),
  seed,
  careless: true,
  onProgress,
});
console.log(format('control', control));
const met = [
  ours.twice + ours.otherPlan + ours.lost + ours.crashes === 0 && ours.started > 0,
  control.twice > 0 && control.otherPlan > 0,
];
console.log(`${met[0] ? 'met   ' : 'MISSED'} ours: 0 twice, 0 on another plan, 0 lost, 0 crashes`);
console.log(`${met[1] ? 'met   ' : 'MISSED'} control: the checker sees both`);
process.exit(met.every(Boolean) ? 0 : 1);

function format(name: string, report: ArmedReport): string {
  return `${name}: ${Object.entries(report)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')}`;
}
