import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { StoredEvent } from './check-chain';
import type { DayTail } from './day-states';
import { hashText, writeEventDocument } from './event-document';
import { dayOf } from './instant';
import { openCursor } from './open-cursor';
import { COLUMNS } from './record-sql';
import { writeRunDocument, type RecordedRun, type RecordedStep } from './run-document';

type RunRow = RecordedRun & { readonly ending: string };
type StepRow = RecordedStep & { readonly runId: string };

/** What the file got, as far as the writing knows. */
export type WrittenArchive = {
  readonly runs: number;
  readonly events: number;
  readonly bytes: number;
  readonly sha256: string;
};

/**
 * Writes runs to a file of JSON Lines, for each run: what it was asked to do, its events, how it
 * ended. Every line's SHA-256 is the next line's `previous`, the last event's is the ending's
 * `hash`; `sha256sum` is all it takes to follow that. Returns when the file is safely on the disk.
 */
export async function writeArchive(
  client: ClientBase,
  file: string,
  runIds: readonly string[],
): Promise<WrittenArchive> {
  const output = await openOutput(file);
  try {
    const runs = await openCursor<RunRow>(client, 'archived_runs', SELECT_RUNS, [runIds]);
    const events = await openCursor<StoredEvent>(client, 'archived_events', SELECT_EVENTS, [
      runIds,
    ]);
    const steps = await openCursor<StepRow>(client, 'archived_steps', SELECT_STEPS, [runIds]);
    let count = 0;
    for (let run = runs.row; run !== null; run = runs.row) {
      const own: StepRow[] = [];
      for (let step = steps.row; step?.runId === run.id; step = steps.row) {
        own.push(step);
        await steps.next();
      }
      const record = writeRunDocument(run, own, events.row?.format === 1 ? 1 : 2);
      await output.writeLine(record);
      let previous = hashText(record);
      for (let event = events.row; event?.runId === run.id; event = events.row) {
        await output.writeLine(writeEventDocument(event, previous));
        previous = event.hash;
        count += 1;
        await events.next();
      }
      await output.writeLine(run.ending);
      await runs.next();
    }
    const written = await output.finish();
    return { runs: runIds.length, events: count, ...written };
  } finally {
    await output.close();
  }
}

/** In the order of ids, which the days' hashes need. */
const SELECT_RUNS = `
  SELECT ${COLUMNS.run}, jsonb_build_object(
    'end', run.id,
    'hash', (SELECT encode(hash, 'hex') FROM event WHERE run_id = run.id ORDER BY seq DESC LIMIT 1),
    'outcome', to_jsonb(run) - '{plan,search_text}'::text[],
    'steps', (SELECT coalesce(jsonb_agg(to_jsonb(step) ORDER BY step.position), '[]')
              FROM step WHERE step.run_id = run.id))::text AS ending
  FROM run WHERE run.id = ANY($1::uuid[]) ORDER BY run.id`;

const SELECT_STEPS = `
  SELECT ${COLUMNS.step}, step.run_id AS "runId"
  FROM step WHERE run_id = ANY($1::uuid[]) ORDER BY run_id, position`;

const SELECT_EVENTS = `
  SELECT ${COLUMNS.event} FROM event WHERE run_id = ANY($1::uuid[]) ORDER BY run_id, seq`;

const CHUNK_CHARACTERS = 1_000_000;

type Output = {
  writeLine(line: string): Promise<void> | undefined;
  finish(): Promise<{ bytes: number; sha256: string }>;
  close(): Promise<void>;
};

async function openOutput(file: string): Promise<Output> {
  // Never over a file that exists.
  const handle: FileHandle = await open(file, 'wx');
  const hash = createHash('sha256');
  let waiting = '';
  let bytes = 0;
  const flush = async () => {
    const chunk = Buffer.from(waiting);
    waiting = '';
    hash.update(chunk);
    bytes += chunk.length;
    await handle.writeFile(chunk);
  };
  return {
    writeLine(line) {
      waiting += `${line}\n`;
      return waiting.length < CHUNK_CHARACTERS ? undefined : flush();
    },
    async finish() {
      await flush();
      await handle.sync();
      return { bytes, sha256: hash.digest('hex') };
    },
    close: () => handle.close(),
  };
}

type ReadArchive = {
  readonly runs: number;
  readonly events: number;
  readonly sha256: string;
};

type ArchiveReader = {
  /** A run whose chain is whole. */
  onRun(runId: string, tails: readonly DayTail[]): void;
  /** Line numbers begin at 1. */
  onProblem(line: number, what: string): void;
};

const lineSchema = z.union([
  z.object({ end: z.string(), hash: z.string() }),
  z.object({
    run: z.string(),
    seq: z.number(),
    /** Text in format 1. */
    at: z.union([z.string(), z.number()]),
    previous: z.string(),
  }),
  z.object({ run: z.string(), once_key: z.string() }),
]);

type Chain = {
  readonly runId: string;
  /** Of the line before. */
  hash: string;
  seq: number;
  readonly tails: Map<string, DayTail>;
};

/** Reads an archive file and follows its chains, line by line, and computes the file's checksum. */
export async function readArchive(file: string, reader: ArchiveReader): Promise<ReadArchive> {
  const bytes = createReadStream(file);
  const whole = createHash('sha256');
  bytes.on('data', (chunk) => whole.update(chunk));
  let chain: Chain | null = null;
  let line = 0;
  let runs = 0;
  let events = 0;
  for await (const text of createInterface({ input: bytes, crlfDelay: Infinity })) {
    line += 1;
    const read = readLine(text);
    const report = (what: string) => reader.onProblem(line, what);
    if (read === null) {
      report('it is not a line of an archive.');
    } else if ('end' in read) {
      if (chain === null || read.end !== chain.runId || read.hash !== chain.hash) {
        report('the run does not end with the event before this line.');
      } else reader.onRun(chain.runId, [...chain.tails.values()]);
      runs += 1;
      chain = null;
    } else if ('seq' in read) {
      if (chain === null || !follows(read, chain)) {
        report('this event does not follow the line before: one of the two was changed.');
      }
      chain = addEvent(chain, read, hashText(text));
      events += 1;
    } else {
      if (chain !== null) report('the run before this line has no end.');
      chain = { runId: read.run, hash: hashText(text), seq: 0, tails: new Map() };
    }
  }
  return { runs, events, sha256: whole.digest('hex') };
}

type EventLine = { run: string; seq: number; at: string | number; previous: string };

function follows(event: EventLine, chain: Chain): boolean {
  return event.run === chain.runId && event.seq === chain.seq + 1 && event.previous === chain.hash;
}

function addEvent(chain: Chain | null, { run, seq, at }: EventLine, hash: string): Chain {
  const day = typeof at === 'string' ? at.slice(0, 10) : dayOf(String(at));
  const next = chain ?? { runId: run, hash, seq, tails: new Map<string, DayTail>() };
  next.tails.set(day, { day, seq, hash });
  next.hash = hash;
  next.seq = seq;
  return next;
}

function readLine(text: string) {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
