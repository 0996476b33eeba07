'use client';

import Link from 'next/link';
import { describeProgress } from '@/app/_run/describe-progress';
import { RunStatusBadge } from '@/app/_run/run-status-badge';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { formatGib } from '@/app/_ui/number-words';
import { Time } from '@/app/_ui/time';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { RunSummary } from '@/lib/run/run';

type Props = { readonly runs: readonly RunSummary[]; readonly filtered: boolean };

const COLUMNS = ['Ticket', 'Status', 'Snapshots', 'Size', 'Agent', 'Environment', 'Started'];

export function RunTable({ runs, filtered }: Props) {
  if (runs.length === 0) return <NoRuns filtered={filtered} />;
  return (
    <div onKeyDown={walkWithArrowKeys}>
      <DataTable label="Runs, newest first" columns={COLUMNS}>
        <TableBody>
          {runs.map((run) => (
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
        <RunStatusBadge status={run.status} />
        {run.errorMessage !== null && (
          <span className="block max-w-72 truncate text-xs text-muted" title={run.errorMessage}>
            {run.errorMessage}
          </span>
        )}
      </TableCell>
      <TableCell label="Snapshots">{describeProgress(run)}</TableCell>
      <TableCell label="Size">
        <span className="whitespace-nowrap">{formatGib(run.sizeGib)}</span>
      </TableCell>
      <TableCell label="Agent">{run.agentName}</TableCell>
      <TableCell label="Environment">{run.environments.join(', ')}</TableCell>
      <TableCell label="Started">
        <Time at={run.startedAt} />
      </TableCell>
    </TableRow>
  );
}

function NoRuns({ filtered }: { readonly filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState title="No run matches">
        Search for a ticket, a server, an address or a snapshot id, or{' '}
        <Link href="/runs" className="underline">
          clear the filters
        </Link>
        .
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No run yet">
      Every press of Execute is kept here, also the refused ones. Start by looking a ticket up.
    </EmptyState>
  );
}
