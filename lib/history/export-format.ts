import { PassThrough, type Transform } from 'node:stream';
import type { Prisma } from '@/lib/db/generated/client';
import { CSV_COLUMNS, selectCsvRows } from './csv-rows';
import type { ExportFormat } from './export-order';
import { selectJsonLines } from './json-lines';
import { createLineEnding } from './line-ending';

type Format = {
  readonly selectRows: (where: Prisma.Sql) => Prisma.Sql;
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
    quoting: 'FORMAT csv',
    head: `${BYTE_ORDER_MARK}${CSV_COLUMNS.join(',')}\r\n`,
    endLines: createLineEnding,
    contentType: 'text/csv; charset=utf-8',
  },
  jsonl: {
    selectRows: selectJsonLines,
    // JSON has no control characters, so with these two COPY finds nothing to quote.
    quoting: `FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'`,
    head: '',
    endLines: () => new PassThrough(),
    contentType: 'application/jsonl; charset=utf-8',
  },
};
