import { type Readable, Transform, pipeline } from 'node:stream';
import type { Pool } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { CSV_COLUMNS, selectCsvRows } from './csv-columns';
import { createLineEnding } from './line-ending';
import { renderSql } from './render-sql';
import type { RunFilters } from './run-filters';
import { whereRuns } from './where-runs';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The history as CSV (RFC 4180, UTF-8 with byte order mark), one row per step, streamed straight
 * from Postgres' own COPY: one statement, so one consistent moment, in constant memory. Destroying
 * the stream ends the statement.
 */
export async function exportRuns(pool: Pool, filters: RunFilters): Promise<Readable> {
  const client = await pool.connect();
  const rows = client.query(
    copyTo(`COPY (${renderSql(selectCsvRows(whereRuns(filters)))}) TO STDOUT WITH (FORMAT csv)`),
  );
  return pipeline(rows, createLineEnding(), withHeader(), (error) => {
    // A connection in the middle of a COPY cannot be used again.
    client.release(error ?? undefined);
  });
}

function withHeader(): Transform {
  let begun = false;
  const begin = (stream: Transform) => {
    if (!begun) stream.push(`${BYTE_ORDER_MARK}${CSV_COLUMNS.join(',')}\r\n`);
    begun = true;
  };
  return new Transform({
    transform(chunk, _encoding, done) {
      begin(this);
      done(null, chunk);
    },
    flush(done) {
      begin(this);
      done();
    },
  });
}
