import Link from 'next/link';
import { Badge } from '@/app/_ui/badge';
import { CopyableId } from '@/app/_ui/copyable-id';
import { TableCell, TableRow } from '@/app/_ui/data-table';
import { formatNumber } from '@/app/_ui/number-words';
import { Time } from '@/app/_ui/time';
import type { Tone } from '@/app/_ui/tone';
import type { ExportRecord } from '@/lib/history/export-record';
import { describeFilters } from './describe-filters';

export const EXPORT_COLUMNS = [
  'Taken',
  'By',
  'State',
  'Filters',
  'Rows',
  'Size',
  'SHA-256',
  'Id',
] as const;

const STATES: Readonly<
  Record<ExportRecord['status'], { readonly tone: Tone; readonly word: string }>
> = {
  running: { tone: 'neutral', word: 'Not finished' },
  complete: { tone: 'good', word: 'Complete' },
  stopped: { tone: 'attention', word: 'Stopped midway' },
};

const FORMAT_WORDS: Readonly<Record<ExportRecord['format'], string>> = {
  csv: 'CSV',
  jsonl: 'JSON Lines',
};

/** One file that was taken; its filters lead to the runs that they show now. */
export function ExportRow({ record }: { readonly record: ExportRecord }) {
  const { tone, word } = STATES[record.status];
  return (
    <TableRow>
      <TableCell label="Taken">
        <Time at={record.startedAt} />
        <p className="text-xs text-muted">{FORMAT_WORDS[record.format]}</p>
      </TableCell>
      <TableCell label="By">
        {record.agentName}
        <p className="text-xs break-words text-muted">{record.agentEmail}</p>
      </TableCell>
      <TableCell label="State">
        <Badge tone={tone}>{word}</Badge>
      </TableCell>
      <TableCell label="Filters">
        <Link
          href={record.filters === '' ? '/runs' : `/runs?${record.filters}`}
          className="break-words underline decoration-line-strong underline-offset-2 hover:text-accent"
        >
          {describeFilters(record.filters)}
        </Link>
      </TableCell>
      <TableCell label="Rows">
        {record.rows === null ? <Unknown /> : formatNumber(record.rows)}
      </TableCell>
      <TableCell label="Size">
        {record.bytes === null ? <Unknown /> : formatBytes(record.bytes)}
      </TableCell>
      <TableCell label="SHA-256">
        {record.sha256 === null ? <Unknown /> : <CopyableId id={record.sha256} />}
      </TableCell>
      <TableCell label="Id">
        <CopyableId id={record.id} />
      </TableCell>
    </TableRow>
  );
}

function Unknown() {
  return <span className="text-muted">unknown</span>;
}

/** `812 bytes`, `12.3 MB`: decimal, as file managers count. */
function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}
