'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { problemOf } from '@/app/_queries/fetch-json';
import { exportsQuery } from '@/app/_queries/history-queries';
import { Badge } from '@/app/_ui/badge';
import { buttonLook } from '@/app/_ui/button-look';
import { CopyableId } from '@/app/_ui/copy-button';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { formatNumber } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { Time } from '@/app/_ui/time';
import type { Tone } from '@/app/_ui/tone';
import type { ExportRecord } from '@/lib/history/export/export-record';
import { filtersLabel } from './filter-labels';

/** Who exported which part of the history and when, with the checksum of the file. */
export function ExportsView() {
  const cursor = useSearchParams().get('cursor');
  const answer = useQuery(exportsQuery(cursor));
  const nextCursor = answer.isPlaceholderData ? null : (answer.data?.nextCursor ?? null);
  return (
    <div className="space-y-4">
      <div>
        <h1 className="text-xl font-semibold">Past exports</h1>
        <p className="mt-1 max-w-prose text-pretty text-muted">
          Every history export. The ID is in the file name. For an unchanged file,{' '}
          <code className="font-mono text-xs">sha256sum</code> prints the checksum shown here.
        </p>
      </div>
      {answer.isError && (
        <ProblemPanel
          problem={problemOf(answer.error)}
          onRetry={() => void answer.refetch()}
          retrying={answer.isFetching}
        />
      )}
      <Panel id="exports" title="Exports">
        {answer.data === undefined ? (
          !answer.isError && <SkeletonRows rows={6} className="h-15" />
        ) : (
          <ExportTable records={answer.data.exports} />
        )}
      </Panel>
      <nav aria-label="Export pages" className="no-print flex flex-wrap gap-3">
        <Link href="/runs" className={buttonLook('secondary')}>
          All runs
        </Link>
        {cursor !== null && (
          <Link href="/runs/exports" className={buttonLook('secondary')}>
            Newest exports
          </Link>
        )}
        {nextCursor !== null && (
          <Link
            href={`/runs/exports?cursor=${encodeURIComponent(nextCursor)}`}
            className={`ml-auto ${buttonLook('secondary')}`}
          >
            Older exports
          </Link>
        )}
      </nav>
    </div>
  );
}

function ExportTable({ records }: { readonly records: readonly ExportRecord[] }) {
  if (records.length === 0) {
    return (
      <EmptyState title="No exports yet">
        Export from History. The file contains exactly the runs that match the filters.
      </EmptyState>
    );
  }
  return (
    <DataTable label="Exports, newest first" columns={EXPORT_COLUMNS}>
      <TableBody>
        {records.map((record) => (
          <ExportRow key={record.id} record={record} />
        ))}
      </TableBody>
    </DataTable>
  );
}

const EXPORT_COLUMNS = [
  'Started',
  'By',
  'State',
  'Filters',
  'Rows',
  'Size',
  'SHA-256',
  'ID',
] as const;

const STATES: Readonly<
  Record<ExportRecord['status'], { readonly tone: Tone; readonly word: string }>
> = {
  running: { tone: 'neutral', word: 'In progress' },
  complete: { tone: 'good', word: 'Complete' },
  stopped: { tone: 'attention', word: 'Stopped' },
};

const FORMAT_WORDS: Readonly<Record<ExportRecord['format'], string>> = {
  csv: 'CSV',
  jsonl: 'JSON Lines',
};

/** One file that was taken; its filters lead to the runs that they show now. */
function ExportRow({ record }: { readonly record: ExportRecord }) {
  const { tone, word } = STATES[record.status];
  return (
    <TableRow>
      <TableCell label="Started">
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
          {filtersLabel(record.filters)}
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
      <TableCell label="ID">
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
