import type { Client, Pool } from 'pg';
import { countRuns } from '@/lib/history/count-runs';
import { loadOverview } from '@/lib/history/load-overview';
import { parseRunFilters } from '@/lib/history/run-filters';
import type { RunSample } from './draw-samples';
import { ask } from './measure-pages';
import { formatTimes, summarizeTimes, timeOne } from './timing';
import { judgeLeast, type Verdict } from './verdict';

const MIN_SPEEDUP = 20;
const REPEATS = 20;

/** Parts of words, rare and common, against reading the whole table for them. */
export async function measureTexts(
  pool: Pool,
  bare: Client,
  samples: readonly RunSample[],
): Promise<readonly Verdict[]> {
  // No index and no second process: the sequential scan itself.
  await bare.query(
    'SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off; SET max_parallel_workers_per_gather = 0',
  );
  const ratios: number[] = [];
  for (const [name, text] of chooseTexts(samples)) {
    const query = `q=${encodeURIComponent(`"${text}"`)}`;
    const ours: number[] = [];
    await ask(pool, query);
    for (let round = 0; round < REPEATS; round += 1) {
      ours.push(await timeOne(() => ask(pool, query)));
    }
    const scan = [
      await timeOne(() => scanFor(bare, text)),
      await timeOne(() => scanFor(bare, text)),
    ];
    const ratio = Math.min(...scan) / summarizeTimes(ours).p50;
    ratios.push(ratio);
    console.log(
      `${`"${text}" (${name})`.padEnd(44)}ours ${formatTimes(summarizeTimes(ours))}   scan ${Math.min(...scan).toFixed(0)} ms   ${ratio.toFixed(0)} times faster`,
    );
  }
  await bare.query('RESET ALL');
  return [
    judgeLeast(
      'substring search against the sequential scan, slowest text',
      Math.min(...ratios),
      MIN_SPEEDUP,
      'times quicker',
    ),
  ];
}

/** Only the ids, in favor of the scan: ours gives the whole page. */
async function scanFor(bare: Client, text: string): Promise<void> {
  const pattern = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  await bare.query(
    'SELECT id FROM run WHERE search_text LIKE $1 ORDER BY started_at DESC, id DESC LIMIT 26',
    [pattern],
  );
}

function chooseTexts(samples: readonly RunSample[]): readonly (readonly [string, string])[] {
  const [first, second, third] = samples;
  return [
    ['part of a server name', (first?.serverName ?? 'web-01').slice(1).toLowerCase()],
    ['part of another', (second?.serverName ?? 'web-02').slice(0, -1).toLowerCase()],
    ['part of a snapshot id', (third?.snapshotId ?? 'snap-012').slice(3, 14)],
    ['part of an e-mail', (first?.agent ?? 'olga@').slice(1, 9)],
    ['in nearly every run', 'example'],
    ['in none', 'quarterdeck'],
  ];
}

/** What the page shows beside the list; no target, but people wait for it. */
export async function showSums(pool: Pool, samples: readonly RunSample[]): Promise<void> {
  const filters = (query: string) => parseRunFilters(new URLSearchParams(query));
  const works: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['count of everything, to 10,000', () => countRuns(pool, filters(''))],
    ['count of an agent’s runs', () => countRuns(pool, filters(`agent=${samples[0]?.agent}`))],
    ['overview, 30 days', () => loadOverview(pool, filters(''), new Date())],
    ['overview, a year', () => loadOverview(pool, filters('from=2000-01-01'), new Date())],
  ];
  for (const [name, work] of works) {
    await work();
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) times.push(await timeOne(work));
    console.log(`${name.padEnd(32)}${formatTimes(summarizeTimes(times))}`);
  }
}
