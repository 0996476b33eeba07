import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Database } from '@/lib/db/client';
import { selectCsvRows } from '@/lib/history/export/export-columns';
import { renderSql } from '@/lib/history/read-rows';
import { parseRunFilters } from '@/lib/history/run-filters';
import { SERVER_FLAGS } from '../../stack/server-flags';
import type { RunSample } from './draw-samples';
import { drainExport, type ExportMeasured } from './drain-export';
import { ask } from './measure-pages';
import { formatTimes, summarizeTimes, timeOne } from './timing';
import { judge, type Verdict } from './verdict';

const ROUNDS = 2;
const MAX_TO_COPY = 1.5;
const MAX_GROWTH_MB = 50;
const MAX_FIRST_ROW_MS = 300;
const MAX_SLOWDOWN = 3;
const CALM_LOOK_UPS = 300;
const PAUSE_MS = 5;

/** The filter with about so many rows of CSV, newest first; all of them where there are fewer. */
export async function chooseRows(bare: pg.Client, wanted: number) {
  const { rows } = await bare.query<{ day: string; rows: number }>(
    `WITH day AS (
       SELECT (started_at AT TIME ZONE 'UTC')::date AS day, sum(greatest(steps, 1))::int AS rows
       FROM run CROSS JOIN LATERAL (SELECT count(*) AS steps FROM step WHERE run_id = run.id) AS its
       GROUP BY 1
     ), summed AS (SELECT day, sum(rows) OVER (ORDER BY day DESC)::int AS rows FROM day)
     SELECT to_char(day, 'YYYY-MM-DD') AS day, rows FROM summed
     ORDER BY rows >= $1 DESC, abs(rows - $1) LIMIT 1`,
    [wanted],
  );
  const [found] = rows;
  if (found === undefined) throw new Error('The history is empty.');
  return { query: `from=${found.day}`, rows: found.rows };
}

/** One export against PostgreSQL's own client with the same query; both read every byte. */
export async function measureExport(url: string, query: string): Promise<readonly Verdict[]> {
  const ours: ExportMeasured[] = [];
  const copies: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await exportInChild(url, query));
    copies.push(await timeOne(() => copyPlainly(url, query)));
  }
  const best = Math.min(...ours.map(({ ms }) => ms));
  const copy = Math.min(...copies);
  const growth = Math.max(...ours.map(({ rssGrowthMb }) => rssGrowthMb));
  const firstRow = Math.max(...ours.map(({ firstRowMs }) => firstRowMs));
  const size = (ours[0]?.bytes ?? 0) / 1e6;
  console.log(
    `CSV, ${size.toFixed(0)} MB           ours ${(best / 1000).toFixed(1)} s   ${(await nameCopier()).padEnd(28)} ${(copy / 1000).toFixed(1)} s`,
  );
  console.log(
    `                      first row ${firstRow.toFixed(0)} ms, memory grew by ${growth.toFixed(0)} MB`,
  );
  return [
    judge('CSV / COPY of the same query', best / copy, MAX_TO_COPY, 'times'),
    judge('memory growth of an export', growth, MAX_GROWTH_MB, 'MB'),
    judge('first row of an export', firstRow, MAX_FIRST_ROW_MS, 'ms'),
  ];
}

/** A person who looks a ticket up while two others take everything, all in one server process. */
export async function measureTwoExports(
  database: Database,
  query: string,
  samples: readonly RunSample[],
): Promise<readonly Verdict[]> {
  const lookUp = (index: number) =>
    ask(database.readPool, `q=${samples[index % samples.length]?.ticket}`);
  const calm: number[] = [];
  for (let index = 0; index < CALM_LOOK_UPS; index += 1) {
    calm.push(await timeOne(() => lookUp(index)));
    await setTimeout(PAUSE_MS);
  }
  const over = new AbortController();
  const exports = Promise.all([drainExport(database, query), drainExport(database, query)]).finally(
    () => over.abort(),
  );
  const busy: number[] = [];
  for (let index = 0; !over.signal.aborted; index += 1) {
    busy.push(await timeOne(() => lookUp(index)));
    // A person looks up now and then; without a pause the lookups would be a third load.
    await setTimeout(PAUSE_MS);
  }
  await exports;
  const [before, meanwhile] = [summarizeTimes(calm), summarizeTimes(busy)];
  console.log(`lookup, no export          ${formatTimes(before)}`);
  console.log(`lookup, two export         ${formatTimes(meanwhile)}   (${busy.length} lookups)`);
  return [
    judge('lookup during two exports, p50', meanwhile.p50 / before.p50, MAX_SLOWDOWN, 'times'),
    judge('lookup during two exports, p95', meanwhile.p95 / before.p95, MAX_SLOWDOWN, 'times'),
  ];
}

async function exportInChild(url: string, query: string): Promise<ExportMeasured> {
  const child = spawn(
    process.execPath,
    [...SERVER_FLAGS, '--import', 'tsx', 'scripts/bench/history/export-child.ts', url, query],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return JSON.parse(await text(child.stdout)) as ExportMeasured;
}

function selectRows(query: string): string {
  return renderSql(selectCsvRows(parseRunFilters(new URLSearchParams(query))));
}

let psqlVersion: Promise<string | null> | null = null;

/** The embedded PostgreSQL brings no psql; the system's is used where there is one. */
function findPsql(): Promise<string | null> {
  psqlVersion ??= new Promise((resolve) => {
    const child = spawn('psql', ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.on('error', () => resolve(null));
    buffer(child.stdout).then(
      (said) => resolve(said.toString().trim() || null),
      () => resolve(null),
    );
  });
  return psqlVersion;
}

async function nameCopier(): Promise<string> {
  return (await findPsql()) ?? 'COPY through a bare pg client';
}

/** `\copy` in psql sends this very statement and writes what comes. */
async function copyPlainly(url: string, query: string): Promise<void> {
  const statement = `COPY (${selectRows(query)}) TO STDOUT WITH (FORMAT csv, HEADER)`;
  if ((await findPsql()) === null) return copyThroughPg(url, statement);
  const child = spawn('psql', [url, '--no-psqlrc', '--quiet', '--command', statement], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('psql failed.');
}

async function copyThroughPg(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for await (const _ of client.query(copyTo(statement))) void _;
  } finally {
    await client.end();
  }
}
