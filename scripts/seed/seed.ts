import { parseArgs } from 'node:util';
import { applyMigrations } from '@/lib/db/migrate';
import { seedHistory } from './seed-history';
import { openScriptDatabase } from '../stack/script-database';

const USAGE = `Usage: npm run history:seed -- --runs 1000000 [--seed 1] [--years 6] [--add]

Fills a database with an invented history, for trying the pages and for measuring: DATABASE_URL, or
the demo's own database (.snapgate/postgres) while the demo is not running.`;

/** `npm run history:seed` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      years: { type: 'string', default: '6' },
      add: { type: 'boolean', default: false },
    },
  });
  const database = await openScriptDatabase();
  const begunAt = performance.now();
  try {
    for (const name of await applyMigrations(database.url)) console.log(`Applied ${name}`);
    const counts = await seedHistory(database.url, {
      runs: readNumber('runs', values.runs),
      seed: readNumber('seed', values.seed),
      years: readNumber('years', values.years),
      add: values.add,
      onProgress: showProgress,
    });
    const seconds = Math.round((performance.now() - begunAt) / 1000);
    const { runs, steps, events } = counts;
    console.log(
      `Wrote ${runs.toLocaleString('en')} runs, ${steps.toLocaleString('en')} steps and ${events.toLocaleString('en')} events in ${seconds} s (seed ${values.seed}).`,
    );
  } finally {
    await database.stop();
  }
}

function readNumber(name: string, text: string): number {
  const number = Number(text.replaceAll('_', ''));
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} must be a whole number greater than 0, not "${text}".\n\n${USAGE}`);
}

function showProgress(text: string): void {
  console.log(text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
