import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { bareTables } from './bare-tables';
import type { BatchOptions, SeedCounts } from './build-batches';
import { SEED_SUBJECT } from './people';
import { readBatches } from './read-batches';
import { SEED_COLUMNS } from './write-rows';

export type SeedOptions = BatchOptions & {
  /** Adds to whatever the database holds. */
  readonly add: boolean;
  /** What is going on, for a person who waits. */
  readonly onProgress: (text: string) => void;
};

const PROGRESS_EVERY = 20_000;
const CHUNK_BYTES = 65_536;

/**
 * Fills a migrated database with plausible history, in one transaction: all of it is there in the
 * end, or nothing. Needs the owner of the tables, and keeps everyone else out meanwhile.
 */
export async function seedHistory(url: string, options: SeedOptions): Promise<SeedCounts> {
  const client = new pg.Client({ connectionString: url, application_name: 'snapgate-seed' });
  await client.connect();
  try {
    if (!options.add) await refuseOccupied(client);
    await client.query(`BEGIN; SET LOCAL maintenance_work_mem = '512MB'`);
    const restoreTables = await bareTables(client);
    if (!options.add) await beginEmpty(client);
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

/** Rows of tables that begin in this transaction need no log and no second visit. */
async function beginEmpty(client: pg.Client): Promise<void> {
  // Asked again, now that no one else can write.
  await refuseOccupied(client);
  await client.query('TRUNCATE run, step, event');
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
      ? 'This database contains real runs. Nothing was written. Use another database, or pass --add to add generated runs to it; they cannot be removed later.'
      : 'This database already contains a generated history. Nothing was written. To add more, pass --add with another --seed.',
  );
}

async function loadRuns(client: pg.Client, options: SeedOptions): Promise<SeedCounts> {
  const total = { runs: 0, steps: 0, events: 0 };
  const begunAt = performance.now();
  const { runs, seed, years, add } = options;
  const format = add ? '' : ' WITH (FREEZE)';
  for await (const batch of readBatches({ runs, seed, years })) {
    for (const table of ['run', 'step', 'event'] as const) {
      const statement = `COPY ${table} (${SEED_COLUMNS[table]}) FROM STDIN${format}`;
      await copyInto(client, statement, batch.rows[table]);
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

async function copyInto(
  client: pg.Client,
  statement: string,
  rows: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await pipeline(Readable.from(inChunks(rows)), client.query(copyFrom(statement)));
}

function* inChunks(rows: Uint8Array<ArrayBuffer>): Generator<Buffer> {
  for (let at = 0; at < rows.length; at += CHUNK_BYTES) {
    yield Buffer.from(rows.buffer, at, Math.min(CHUNK_BYTES, rows.length - at));
  }
}
