import { parseArgs } from 'node:util';
import pg from 'pg';
import { openDatabase } from '@/lib/db/client';
import { logger } from '@/lib/log/logger';
import { drawSamples } from './draw-samples';
import { chooseRows, measureExport, measureTwoExports } from './measure-exports';
import { measureBytes } from './measure-bytes';
import { measureLookUps, measurePages } from './measure-pages';
import { measureTexts, showSums } from './measure-texts';
import { openHistory } from './open-history';
import type { Verdict } from './verdict';
import { machineLabel } from '../../chaos/machine-label';

const REPEATS = 300;
/** Pages take a millisecond: one pause of the machine must not be a tenth of what is measured. */
const PAGE_REPEATS = 1_500;
const MAX_CSV_ROWS = 1_000_000;
const DEPTH = 500_000;

/** `npm run bench:history`: search, pages and exports of a long history, each beside bare SQL. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      'only-bytes': { type: 'boolean', default: false },
    },
  });
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  logger.level = 'silent';
  if (values['only-bytes']) return report(await measureBytes());
  console.log(`History: ${runs.toLocaleString('en')} runs, seed ${seed}. ${machineLabel()}.`);
  console.log('Times are measured in the server’s own functions, from filters to result.\n');
  const history = await openHistory({ runs, seed });
  try {
    report([...(await measureAll(history.url, runs)), ...(await measureBytes())]);
  } finally {
    await history.stop();
  }
}

function report(verdicts: readonly Verdict[]): void {
  console.log('');
  for (const { words } of verdicts) console.log(words);
  process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
}

async function measureAll(url: string, runs: number): Promise<readonly Verdict[]> {
  const database = openDatabase(url);
  const bare = new pg.Client({ connectionString: url });
  await bare.connect();
  try {
    const pool = database.readPool;
    const samples = await drawSamples(bare, REPEATS);
    const pages = await measurePages(
      { pool, bare },
      Math.min(DEPTH, Math.floor(runs / 2)),
      PAGE_REPEATS,
    );
    const lookUps = await measureLookUps({ pool, bare }, samples);
    const texts = await measureTexts(pool, bare, samples);
    await showSums(pool, samples);
    const csv = await chooseRows(bare, MAX_CSV_ROWS);
    console.log(`\nExport of ${csv.rows.toLocaleString('en')} rows (${csv.query}):`);
    const single = await measureExport(url, csv.query);
    const both = await measureTwoExports(database, csv.query, samples);
    return [...pages, ...lookUps, ...texts, ...single, ...both];
  } finally {
    await bare.end();
    await database.close();
  }
}

await main();
