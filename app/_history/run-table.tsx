'use client';

import Link from 'next/link';
import { useState } from 'react';
import { doneCount, progressLabel, runStateLabel } from '@/app/_run/run-labels';
import { RunStatusBadge } from '@/app/_run/run-status-badge';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { formatGib, formatNumber } from '@/app/_ui/format-number';
import { Time } from '@/app/_ui/time';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { RunSummary } from '@/lib/run/run';

type Props = { readonly runs: readonly RunSummary[]; readonly filtered: boolean };

const COLUMNS = [
  'Ticket',
  'Status',
  'Completed',
  'Size',
  'Agent',
  'Environment',
  'Started',
] as const;

type Column = (typeof COLUMNS)[number];
type Sorting = { readonly column: Column; readonly descending: boolean };

/** What a column is sorted by; the runs of this page only, as the next ones are not here. */
const SORT_VALUES: Readonly<Record<Column, (run: RunSummary) => string | number>> = {
  Ticket: ({ ticket }) => ticket,
  Status: (run) => runStateLabel(run).word,
  Completed: doneCount,
  Size: ({ sizeGib }) => sizeGib,
  Agent: ({ agentName }) => agentName,
  Environment: ({ environments }) => environments.join(),
  Started: ({ startedAt }) => startedAt,
};

function sortRuns(
  runs: readonly RunSummary[],
  { column, descending }: Sorting,
): readonly RunSummary[] {
  const valueOf = SORT_VALUES[column];
  const order = descending ? -1 : 1;
  return runs.toSorted((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (typeof a === 'number' && typeof b === 'number') return order * (a - b);
    return order * String(a).localeCompare(String(b), 'en', { numeric: true });
  });
}

export function RunTable({ runs, filtered }: Props) {
  const [sorting, setSorting] = useState<Sorting>({ column: 'Started', descending: true });
  if (runs.length === 0) return <NoRuns filtered={filtered} />;
  const isNewestFirst = sorting.column === 'Started' && sorting.descending;
  return (
    <div onKeyDown={walkWithArrowKeys}>
      <DataTable
        label={
          isNewestFirst ? 'Runs, newest first' : `Runs on this page, sorted by ${sorting.column}`
        }
        columns={COLUMNS}
        sorting={sorting}
        onSort={setSorting}
      >
        <TableBody>
          {(isNewestFirst ? runs : sortRuns(runs, sorting)).map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </TableBody>
      </DataTable>
    </div>
  );
}

function RunRow({ run }: { readonly run: RunSummary }) {
  return (
    <TableRow>
      <TableCell label="Ticket">
        <Link
          href={`/runs/${run.id}`}
          data-arrow-stop
          className="font-medium underline decoration-line-strong underline-offset-2 hover:text-accent"
        >
          {run.ticket}
        </Link>
        <span className="block max-w-72 truncate text-xs text-muted">{run.ticketSubject}</span>
      </TableCell>
      <TableCell label="Status">
        <RunStatusBadge run={run} />
        {run.errorMessage !== null && (
          <span className="block max-w-72 truncate text-xs text-muted" title={run.errorMessage}>
            {run.errorMessage}
          </span>
        )}
      </TableCell>
      <TableCell label="Completed">
        <Completed run={run} />
      </TableCell>
      <TableCell label="Size">
        <span className="whitespace-nowrap">{run.stepCount > 0 && formatGib(run.sizeGib)}</span>
      </TableCell>
      <TableCell label="Agent">{run.agentName}</TableCell>
      <TableCell label="Environment">{run.environments.join(', ')}</TableCell>
      <TableCell label="Started">
        <Time at={run.startedAt} />
      </TableCell>
    </TableRow>
  );
}

/** `2/3`: snapshots that EC2 reports as completed, or that a deletion deleted, of those wanted. */
function Completed({ run }: { readonly run: RunSummary }) {
  if (run.stepCount === 0) return null;
  return (
    <span title={progressLabel(run)} className="whitespace-nowrap">
      {formatNumber(doneCount(run))}/{formatNumber(run.stepCount)}
      {run.failedCount > 0 && (
        <span className="text-bad"> {formatNumber(run.failedCount)} failed</span>
      )}
    </span>
  );
}

function NoRuns({ filtered }: { readonly filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState title="No runs match">
        Search for a ticket, a server, an address, or a snapshot ID, or{' '}
        <Link href="/runs" className="underline">
          clear the filters
        </Link>
        .
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No runs yet">
      Every run is recorded here, including rejected ones. Look up a ticket to start.
    </EmptyState>
  );
}
