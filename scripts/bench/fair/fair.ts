import { parseArgs } from 'node:util';
import { machineLabel } from '../../chaos/machine-label';
import { createStopList } from '../../stack/stop-all';
import { formatTimes, summarizeTimes } from '../history/timing';
import { judge, type Verdict } from '../history/verdict';
import { askAsOthers, waitForExport, type Asked } from './others';
import { holdLiveStreams, repeatCounts, takeExportsSlowly, type Pressure } from './pressure';
import { openProduct, type Product } from './product';

const MAX_RATIO = 3;
/** An export that is read too slowly is ended after 20 s of waiting for its reader. */
const MAX_EXPORT_WAIT_S = 30;

/**
 * `npm run bench:fair`: what other people notice while one person asks for as much as they can.
 * Exit code 1 when a target is missed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '250000' } } });
  const runs = Number(values.runs);
  console.log(`Fairness: ${runs.toLocaleString('en')} runs, one process; ${machineLabel()}`);
  const stops = createStopList();
  try {
    const product = await openProduct(runs, stops.add);
    const verdicts = await measureAll(product);
    console.log('');
    for (const { words } of verdicts) console.log(words);
    process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
  } finally {
    await stops.stopAll();
  }
}

const PRESSURES: readonly (readonly [string, (product: Product) => Pressure])[] = [
  ['40 counts of one viewer, again and again', (product) => repeatCounts(product, 40)],
  ['120 counts of one viewer, again and again', (product) => repeatCounts(product, 120)],
  ['300 live streams of one viewer', (product) => holdLiveStreams(product, 300)],
  ['4 exports of two people, read very slowly', (product) => takeExportsSlowly(product)],
];

async function measureAll(product: Product): Promise<readonly Verdict[]> {
  // The first answers of a process compile its code.
  await askAsOthers(product);
  const idle = await askAsOthers(product);
  show('idle', idle);
  const verdicts: Verdict[] = [];
  for (const [name, begin] of PRESSURES) {
    const pressure = begin(product);
    await pressure.applied;
    const begunAt = performance.now();
    const asked = await askAsOthers(product);
    if (name.includes('exports')) {
      const waited = await waitForExport(product, begunAt);
      verdicts.push(judge('another person’s export begins after', waited, MAX_EXPORT_WAIT_S, 's'));
    }
    const statuses = await pressure.stop();
    show(name, asked, statuses);
    const ratio = summarizeTimes(asked.times).p95 / summarizeTimes(idle.times).p95;
    verdicts.push(
      judge(`others’ list, p95 to idle: ${name}`, ratio, MAX_RATIO, 'times'),
      judge('  of their requests not answered', asked.failed, 0, 'requests'),
      judge('  internal errors of the one person', statuses.get(500) ?? 0, 0, 'answers'),
    );
  }
  return verdicts;
}

function show(name: string, { times }: Asked, statuses?: ReadonlyMap<number, number>): void {
  const answers = [...(statuses ?? [])].map(([status, count]) => `${count} x ${status}`).join(', ');
  const their = answers === '' ? '' : `   the one person: ${answers}`;
  console.log(`${name.padEnd(44)}others ${formatTimes(summarizeTimes(times))}${their}`);
}

await main();
