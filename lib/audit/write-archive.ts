import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import type { StoredEvent } from './check-chain';
import { hashText, writeEventDocument } from './event-document';
import { openCursor } from './open-cursor';
import { EVENT_COLUMNS, RUN_RECORD } from './record-sql';

type RunRow = { readonly id: string; readonly record: string; readonly ending: string };

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
    let count = 0;
    for (let run = runs.row; run !== null; run = runs.row) {
      await output.writeLine(run.record);
      let previous = hashText(run.record);
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
  SELECT run.id, ${RUN_RECORD} AS record, jsonb_build_object(
    'end', run.id,
    'hash', (SELECT encode(hash, 'hex') FROM event WHERE run_id = run.id ORDER BY seq DESC LIMIT 1),
    'outcome', to_jsonb(run) - '{plan,search_text}'::text[],
    'steps', (SELECT coalesce(jsonb_agg(to_jsonb(step) ORDER BY step.position), '[]')
              FROM step WHERE step.run_id = run.id))::text AS ending
  FROM run WHERE run.id = ANY($1::uuid[]) ORDER BY run.id`;

const SELECT_EVENTS = `
  SELECT ${EVENT_COLUMNS} FROM event WHERE run_id = ANY($1::uuid[]) ORDER BY run_id, seq`;

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
