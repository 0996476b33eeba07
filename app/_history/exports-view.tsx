'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { exportsQuery } from '@/app/_queries/history-queries';
import { problemOf } from '@/app/_queries/problem-error';
import { buttonLook } from '@/app/_ui/button';
import { DataTable, TableBody } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { SkeletonRows } from '@/app/_ui/skeleton';
import type { ExportRecord } from '@/lib/history/export-record';
import { EXPORT_COLUMNS, ExportRow } from './export-row';

/** Who took the history away, when, which part of it, and the checksum of what they got. */
export function ExportsView() {
  const cursor = useSearchParams().get('cursor');
  const answer = useQuery(exportsQuery(cursor));
  const nextCursor = answer.isPlaceholderData ? null : (answer.data?.nextCursor ?? null);
  return (
    <div className="space-y-4">
      <div>
        <h1 className="text-xl font-semibold">Exports on record</h1>
        <p className="mt-1 max-w-prose text-pretty text-muted">
          Each file of the history that somebody took. The id is in the file’s name;{' '}
          <code className="font-mono text-xs">sha256sum</code> of an unchanged file prints the
          checksum that stands here.
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
      <nav aria-label="Pages of the exports" className="no-print flex flex-wrap gap-3">
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
      <EmptyState title="Nobody has taken a file yet">
        Take one from the history: it has exactly the runs that the filters show.
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
