import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { v7 as createId } from 'uuid';
import { archiveRuns, countArchivable } from '@/lib/audit/archive-runs';
import { sealDays } from '@/lib/audit/seal-days';
import { openDatabase, type Database } from '@/lib/db/client';
import { openScriptDatabase } from '../stack/script-database';

const USAGE = `Usage: npm run history:archive -- --older-than 730d --to FOLDER [--dry-run] [--runs-per-file 10000]

Moves settled runs older than the given age to JSON Lines files, each with a SHA-256 file. Nothing
is moved automatically. Run as the owner of the tables; --dry-run only prints what would be moved.`;
const DAY_MS = 86_400_000;

/** `npm run history:archive` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'older-than': { type: 'string' },
      to: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'runs-per-file': { type: 'string', default: '10000' },
    },
  });
  const before = new Date(Date.now() - readDays(values['older-than']) * DAY_MS);
  const folder = readFolder(values.to);
  const mostRuns = readCount(values['runs-per-file']);
  const server = await openScriptDatabase();
  const database = openDatabase(server.settings);
  try {
    if (values['dry-run']) await showArchivable(database, before, mostRuns);
    else await archiveAll(database, before, folder, mostRuns);
  } finally {
    await database.close();
    await server.stop();
  }
}

async function showArchivable(database: Database, before: Date, mostRuns: number): Promise<void> {
  const client = await database.pool.connect();
  const { runs, events, oldest, newest } = await countArchivable(client, before).finally(() =>
    client.release(),
  );
  if (oldest === null || newest === null) return console.log(describeNothing(before));
  console.log(
    `Would move ${runs.toLocaleString('en')} runs with ${events.toLocaleString('en')} events, started from ${toDay(oldest)} to ${toDay(newest)}, to ${Math.ceil(runs / mostRuns)} files. Nothing was changed.`,
  );
}

async function archiveAll(
  { pool, prisma }: Database,
  before: Date,
  folder: string,
  mostRuns: number,
): Promise<void> {
  await sealDays(prisma);
  let total = 0;
  for (;;) {
    const moved = await archiveRuns(pool, { before, folder, mostRuns, newId: createId });
    if (moved === null) break;
    total += moved.runs;
    console.log(
      `${moved.file}: ${moved.runs.toLocaleString('en')} runs, ${moved.events.toLocaleString('en')} events, SHA-256 ${moved.sha256}`,
    );
  }
  console.log(total === 0 ? describeNothing(before) : `Moved ${total.toLocaleString('en')} runs.`);
}

function describeNothing(before: Date): string {
  return `Nothing to move: no settled run ended before ${toDay(before)}.`;
}

function toDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function readDays(text: string | undefined): number {
  const days = /^([1-9]\d{0,5})d$/.exec(text ?? '')?.[1];
  if (days !== undefined) return Number(days);
  throw new Error(
    text === undefined
      ? `Missing --older-than: the minimum age of a run, such as 730d.\n\n${USAGE}`
      : `--older-than must be a number of days such as 730d, not "${text}".\n\n${USAGE}`,
  );
}

function readFolder(text: string | undefined): string {
  if (text === undefined) throw new Error(`Missing --to: the folder for the files.\n\n${USAGE}`);
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) return text;
  throw new Error(`--to must name a folder that exists; "${text}" does not.`);
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`--runs-per-file must be a number from 1 to 999999, not "${text}".`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
