import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { bareTables } from './bare-tables';
import { buildSeedLog } from './build-log';
import { SEED_SUBJECT } from './people';
import { createRandom } from './random';
import { createRunSource } from './run-source';
import { scheduleRuns } from './schedule-runs';
import { SEED_COLUMNS, writeRows } from './write-rows';
import type { SeedRows, SeedTable } from './write-rows';

export type SeedOptions = {
  readonly runs: number;
  /** The same seed on the same day gives the same rows. */
  readonly seed: number;
  readonly years: number;
  /** Adds to whatever the database holds. */
  readonly add: boolean;
  /** What is going on, for a person who waits. */
  readonly onProgress: (text: string) => void;
};

export type SeedCounts = {
  readonly runs: number;
  readonly steps: number;
  readonly events: number;
};

const DAY_MS = 86_400_000;
const BATCH_RUNS = 2_000;
const PROGRESS_EVERY = 20_000;

/**
 * Fills a migrated database with plausible history, in one transaction: all of it is there in the
 * end, or nothing. Needs the owner of the tables, and keeps everybody else out meanwhile.
 */
export async function seedHistory(url: string, options: SeedOptions): Promise<SeedCounts> {
  const client = new pg.Client({ connectionString: url, application_name: 'snapgate-seed' });
  await client.connect();
  try {
    if (!options.add) await refuseOccupied(client);
    await client.query(`BEGIN; SET LOCAL maintenance_work_mem = '512MB'`);
    const restoreTables = await bareTables(client);
    const counts = await loadRuns(client, options);
    options.onProgress('Building the indexes ...');
    await restoreTables();
    await client.query('COMMIT');
    options.onProgress('Collecting statistics ...');
    await client.query('VACUUM (ANALYZE) run, step, event');
    return counts;
  } finally {
    await client.end();
  }
}

async function refuseOccupied(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ real: boolean }>(
    'SELECT agent_subject NOT LIKE $1 AS real FROM run ORDER BY 1 DESC LIMIT 1',
    [`${SEED_SUBJECT}%`],
  );
  const [found] = rows;
  if (found === undefined) return;
  throw new Error(
    found.real
      ? 'This database holds runs of real people. Nothing was written. Choose another database, or say --add to put invented runs beside them; they cannot be taken out again.'
      : 'This database holds a seeded history already. Nothing was written. Say --add, with another --seed, to add more.',
  );
}

async function loadRuns(client: pg.Client, options: SeedOptions): Promise<SeedCounts> {
  const total = { runs: 0, steps: 0, events: 0 };
  const begunAt = performance.now();
  for (const batch of buildBatches(options)) {
    for (const table of ['run', 'step', 'event'] as const) {
      await copyInto(client, table, batch.rows[table]);
    }
    total.runs += batch.counts.runs;
    total.steps += batch.counts.steps;
    total.events += batch.counts.events;
    if (total.runs % PROGRESS_EVERY !== 0) continue;
    const perSecond = Math.round(total.runs / ((performance.now() - begunAt) / 1000));
    options.onProgress(
      `${total.runs.toLocaleString('en')} of ${options.runs.toLocaleString('en')} runs, ${perSecond.toLocaleString('en')} a second`,
    );
  }
  return total;
}

type Batch = {
  readonly rows: Readonly<Record<SeedTable, readonly string[]>>;
  readonly counts: SeedCounts;
};

function* buildBatches({ runs, seed, years }: SeedOptions): Generator<Batch> {
  const random = createRandom(seed);
  const nextRun = createRunSource(random);
  // The last day is the one before yesterday: every snapshot of it is complete, every day can close.
  const untilMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
  const fromMs = untilMs - Math.round(years * 365.25) * DAY_MS;
  let rows: SeedRows[] = [];
  let counts = { runs: 0, steps: 0, events: 0 };
  for (const startedAtMs of scheduleRuns({ runs, fromMs, untilMs }, random)) {
    const run = nextRun(startedAtMs);
    const log = buildSeedLog(random, run);
    rows.push(writeRows(run, log));
    counts.runs += 1;
    counts.steps += run.steps.length;
    counts.events += log.events.length;
    if (rows.length < BATCH_RUNS) continue;
    yield { rows: byTable(rows), counts };
    rows = [];
    counts = { runs: 0, steps: 0, events: 0 };
  }
  if (rows.length > 0) yield { rows: byTable(rows), counts };
}

function byTable(rows: readonly SeedRows[]): Batch['rows'] {
  return {
    run: rows.map(({ run }) => run),
    step: rows.map(({ step }) => step),
    event: rows.map(({ event }) => event),
  };
}

async function copyInto(
  client: pg.Client,
  table: SeedTable,
  lines: readonly string[],
): Promise<void> {
  const target = client.query(copyFrom(`COPY ${table} (${SEED_COLUMNS[table]}) FROM STDIN`));
  await pipeline(Readable.from(inChunks(lines)), target);
}

/** Few large writes are quicker than many small ones. */
function* inChunks(lines: readonly string[]): Generator<Buffer> {
  for (let at = 0; at < lines.length; at += 100) {
    const chunk = Buffer.from(lines.slice(at, at + 100).join(''));
    if (chunk.length > 0) yield chunk;
  }
}
