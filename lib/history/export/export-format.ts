import { PassThrough, Transform } from 'node:stream';
import type { Prisma } from '@/lib/db/generated/client';
import type { RunFilters } from '@/lib/history/run-filters';
import { whereRuns } from '@/lib/history/where-runs';
import { CSV_COLUMNS, selectCsvRows, selectJsonLines } from './export-columns';
import type { ExportFormat } from './export-record';

type Format = {
  readonly selectRows: (filters: RunFilters) => Prisma.Sql;
  /** How COPY writes them. */
  readonly quoting: string;
  /** What stands before the first row. */
  readonly head: string;
  readonly endLines: () => Transform;
  readonly contentType: string;
};

const BYTE_ORDER_MARK = '\uFEFF';

export const EXPORT_FORMATS: Readonly<Record<ExportFormat, Format>> = {
  csv: {
    selectRows: selectCsvRows,
    // Where spreadsheets split at semicolons, `a;=1+1` would otherwise be a formula.
    quoting: 'FORMAT csv, FORCE_QUOTE *',
    head: `${BYTE_ORDER_MARK}${CSV_COLUMNS.join(',')}\r\n`,
    endLines: createLineEnding,
    contentType: 'text/csv; charset=utf-8',
  },
  jsonl: {
    selectRows: (filters) => selectJsonLines(whereRuns(filters)),
    // JSON has no control characters, so with these two COPY finds nothing to quote.
    quoting: `FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'`,
    head: '',
    endLines: () => new PassThrough(),
    contentType: 'application/jsonl; charset=utf-8',
  },
};

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Postgres ends CSV records with LF, RFC 4180 with CRLF. Line feeds inside quotes stay as they are. */
function createLineEnding(): Transform {
  let quoted = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const ends: number[] = [];
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at];
        if (byte === QUOTE) quoted = !quoted;
        else if (byte === LINE_FEED && !quoted) ends.push(at);
      }
      done(null, insertReturns(chunk, ends));
    },
  });
}

/** Copied piece by piece into one buffer: an object per line would be most of an export's memory. */
function insertReturns(chunk: Buffer, ends: readonly number[]): Buffer {
  const lines = Buffer.allocUnsafe(chunk.length + ends.length);
  let [from, to] = [0, 0];
  for (const end of ends) {
    to += chunk.copy(lines, to, from, end);
    lines[to] = CARRIAGE_RETURN;
    to += 1;
    from = end;
  }
  chunk.copy(lines, to, from);
  return lines;
}
