import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Database } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import { renderSql } from '@/lib/history/read-rows';
import { measureReader } from '@/lib/history/reader-speed';
import { EXPORT_FORMATS } from './export-format';
import {
  beginExportRecord,
  closeExportRecord,
  nameExportConnection,
  type ExportOrder,
} from './export-record';

/** How often the speed of the reader is checked. */
const LOOK_EVERY_MS = 1_000;

type Exporting = Pick<Database, 'prisma' | 'exportPool'>;

/**
 * The history as a file, streamed straight from Postgres' own COPY: one statement, so one
 * consistent moment, in constant memory. Destroying the stream ends the statement. Who takes it is
 * recorded before the first byte, and what they got before the last one: no record, no file.
 * An export that is not read, or very slowly, ends: others wait for its place.
 * Throws `AppError` `too-many-requests` while as many exports run as there may be.
 */
export async function startExport(database: Exporting, order: ExportOrder): Promise<Readable> {
  refuseOneTooMany(database.exportPool);
  const client = await database.exportPool.connect();
  try {
    await client.query(WALK_IN_ORDER);
    // As long as this connection lives, the record counts as one whose process is alive.
    await client.query(`SELECT set_config('application_name', $1, false)`, [
      nameExportConnection(order.id),
    ]);
    await beginExportRecord(database.prisma, order);
    return stream(database, client, order);
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/**
 * The planner thinks of the last row and would sort all of them first, on disk; walking the index
 * of the list gives the first row at once. The connection is given up with the export.
 */
const WALK_IN_ORDER =
  'SET enable_sort = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; SET max_parallel_workers_per_gather = 0';

function stream(database: Exporting, client: PoolClient, order: ExportOrder): Readable {
  const { selectRows, quoting, head, endLines } = EXPORT_FORMATS[order.format];
  const select = renderSql(selectRows(order.filters));
  const rows = client.query(copyTo(`COPY (${select}) TO STDOUT WITH (${quoting})`));
  // A failure of the rows reaches the reader of the lines.
  const lines = pipeline(rows, endLines(), () => undefined);
  const digest = createDigest();
  const turn = takeTurns();
  const reader = measureReader(performance.now());
  async function* writeFile() {
    if (head !== '') yield digest.add(Buffer.from(head));
    reader.take(performance.now(), head.length);
    for await (const chunk of lines) {
      reader.offer(performance.now());
      yield digest.add(chunk as Buffer);
      reader.take(performance.now(), (chunk as Buffer).length);
      await turn.wait();
    }
    const ending = { status: 'complete', rows: rows.rowCount, ...digest.read() } as const;
    await closeExportRecord(database.prisma, order.id, ending);
  }
  const file = Readable.from(writeFile(), { objectMode: false });
  const watch = setInterval(() => {
    if (reader.isTooSlow(performance.now())) file.destroy();
  }, LOOK_EVERY_MS);
  file.once('close', () => {
    clearInterval(watch);
    turn.leave();
  });
  void closeWhenOver(database, client, { id: order.id, file, digest });
  return file;
}

type Digest = {
  add(chunk: Buffer): Buffer;
  read(): { readonly bytes: number; readonly sha256: string };
};

function createDigest(): Digest {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add(chunk) {
      bytes += chunk.length;
      hash.update(chunk);
      return chunk;
    },
    read: () => ({ bytes, sha256: hash.copy().digest('hex') }),
  };
}

type Running = { readonly id: string; readonly file: Readable; readonly digest: Digest };

async function closeWhenOver(
  database: Exporting,
  client: PoolClient,
  { id, file, digest }: Running,
): Promise<void> {
  try {
    await finished(file);
  } catch {
    const ending = { status: 'stopped', rows: null, ...digest.read() } as const;
    // Where even this fails, the record stays `running`, which reads as "not finished" too.
    await closeExportRecord(database.prisma, id, ending).catch(() => undefined);
  } finally {
    // The connection walks indexes whatever it is asked, and may be in the middle of a COPY.
    client.release(true);
  }
}

function refuseOneTooMany({ options, totalCount, idleCount, waitingCount }: Pool): void {
  if (totalCount - idleCount + waitingCount < options.max) return;
  throw new AppError({
    code: 'too-many-requests',
    message: `${options.max} exports are already running, so this one was not started.`,
    hint: 'Try again when one of them has finished.',
    retryAfterMs: 30_000,
  });
}

/** Longer than what PostgreSQL writes ahead into the buffers of a connection no one reads. */
const TURN_MS = 1_000;

export type ExportTurn = {
  /** Before each chunk. Awaited only when there is something to wait for. */
  wait(): Promise<void> | undefined;
  leave(): void;
};

const running: ExportTurn[] = [];

/**
 * Exports of one process read in turns of a second: one that is not read soon is paused in the
 * database, so however many there are, it works as for one, and people who look something up are
 * not held up by them. One alone never waits.
 */
function takeTurns(): ExportTurn {
  const turn: ExportTurn = {
    wait() {
      const waitMs = msUntilTurn(Date.now(), running.indexOf(turn), running.length);
      return waitMs === 0 ? undefined : pause(waitMs);
    },
    leave() {
      if (running.includes(turn)) running.splice(running.indexOf(turn), 1);
    },
  };
  running.push(turn);
  return turn;
}

/** The turns follow the clock. `place` of `count` exports; 0: it is its turn. */
export function msUntilTurn(nowMs: number, place: number, count: number): number {
  const turns = Math.floor(nowMs / TURN_MS);
  const ahead = (place - (turns % count) + count) % count;
  return ahead === 0 ? 0 : (turns + ahead) * TURN_MS - nowMs;
}
