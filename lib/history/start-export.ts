import { pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Pool, PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Database } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import { createDigest, type Digest } from './digest-bytes';
import { beginExportRecord, closeExportRecord } from './export-record';
import { EXPORT_FORMATS } from './export-format';
import type { ExportOrder } from './export-order';
import { takeTurns } from './export-turns';
import { renderSql } from './render-sql';
import { whereRuns } from './where-runs';

type Exporting = Pick<Database, 'prisma' | 'exportPool'>;

/**
 * The history as a file, streamed straight from Postgres' own COPY: one statement, so one
 * consistent moment, in constant memory. Destroying the stream ends the statement. Who takes it is
 * recorded before the first byte, and what they got before the last one: no record, no file.
 * Throws `AppError` `too-many-requests` while as many exports run as there may be.
 */
export async function startExport(database: Exporting, order: ExportOrder): Promise<Readable> {
  refuseOneTooMany(database.exportPool);
  const client = await database.exportPool.connect();
  try {
    await beginExportRecord(database.prisma, order);
    await client.query(WALK_IN_ORDER);
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
  const select = renderSql(selectRows(whereRuns(order.filters)));
  const rows = client.query(copyTo(`COPY (${select}) TO STDOUT WITH (${quoting})`));
  // What goes wrong with the rows is heard of by whoever reads the lines.
  const lines = pipeline(rows, endLines(), () => undefined);
  const digest = createDigest();
  const turn = takeTurns();
  async function* writeFile() {
    if (head !== '') yield digest.add(Buffer.from(head));
    for await (const chunk of lines) {
      yield digest.add(chunk as Buffer);
      await turn.wait();
    }
    const ending = { status: 'complete', rows: rows.rowCount, ...digest.read() } as const;
    await closeExportRecord(database.prisma, order.id, ending);
  }
  const file = Readable.from(writeFile(), { objectMode: false });
  file.once('close', () => turn.leave());
  void closeWhenOver(database, client, { id: order.id, file, digest });
  return file;
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
    message: `${options.max} exports are running already, so this one was not started.`,
    hint: 'Try again when one of them has ended.',
    retryAfterMs: 30_000,
  });
}
