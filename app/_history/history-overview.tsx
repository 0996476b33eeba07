'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ChevronRight } from 'lucide-react';
import { problemOf } from '@/app/_queries/fetch-json';
import { overviewQuery } from '@/app/_queries/history-queries';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { formatNumber } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Skeleton } from '@/app/_ui/skeleton';
import { OUTCOMES, type Overview } from '@/lib/history/overview';
import { ChartPatterns } from './bar-chart';
import { causeLabel, OUTCOME_LABELS } from './outcome-labels';
import { bucketLink, bucketLabel, OverviewCharts } from './overview-charts';
import { runsPath } from './runs-path';

type Props = { readonly filters: string };

/** What happened lately at one look: runs and snapshots by day, and why some failed. */
export function HistoryOverview({ filters }: Props) {
  const answer = useQuery(overviewQuery(filters));
  if (answer.isError) {
    return (
      <ProblemPanel
        problem={problemOf(answer.error)}
        consequence="The overview cannot be shown; the list above is not affected."
        onRetry={() => void answer.refetch()}
        retrying={answer.isFetching}
      />
    );
  }
  return (
    <Panel id="overview" title="Overview" aside={<Range overview={answer.data} />}>
      <ChartPatterns />
      {answer.data === undefined ? (
        <div className="grid gap-6 p-4 md:grid-cols-3">
          {[1, 2, 3].map((part) => (
            <Skeleton key={part} className="h-36" />
          ))}
        </div>
      ) : (
        <>
          <div className="grid gap-x-8 gap-y-6 p-4 md:grid-cols-2 lg:grid-cols-[2fr_2fr_1.4fr]">
            <OverviewCharts overview={answer.data} filters={filters} />
            <CauseList overview={answer.data} filters={filters} />
          </div>
          <OverviewTable overview={answer.data} filters={filters} />
        </>
      )}
    </Panel>
  );
}

function Range({ overview }: { readonly overview: Overview | undefined }) {
  if (overview === undefined) return null;
  return (
    <span className="text-sm text-muted">
      {overview.from} to {overview.to}, UTC
      {overview.shortened && ' (limited to one year)'}
    </span>
  );
}

type CauseListProps = { readonly overview: Overview; readonly filters: string };

/** Why steps failed and runs were refused; each cause leads to its runs. */
function CauseList({ overview, filters }: CauseListProps) {
  const { causes } = overview;
  const most = Math.max(1, ...causes.map(({ count }) => count));
  return (
    <div className="min-w-0 md:col-span-2 lg:col-span-1">
      <h3 className="mb-2 font-medium">Failures by cause</h3>
      {causes.length === 0 && <p className="text-muted">No failures in these days.</p>}
      <ul className="space-y-2">
        {causes.map(({ code, count }) => (
          <li key={code}>
            <div className="flex items-baseline justify-between gap-3">
              <Link
                href={causeLink(filters, overview, code)}
                className="min-w-0 truncate text-xs hover:text-accent hover:underline"
                title={code}
              >
                {causeLabel(code)}
              </Link>
              <span className="text-xs text-muted">{formatNumber(count)}</span>
            </div>
            <svg aria-hidden className="mt-1 h-1.5 w-full">
              <rect width="100%" height="6" rx="3" className="fill-sunken" />
              <rect width={`${(100 * count) / most}%`} height="6" rx="3" className="fill-bad" />
            </svg>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The same days as the overview, so that the list has what was counted. */
function causeLink(filters: string, { from, to }: Overview, code: string): string {
  return runsPath(filters, { from, to, cause: code });
}

type OverviewTableProps = { readonly overview: Overview; readonly filters: string };

const COLUMNS = [
  'Days',
  ...OUTCOMES.map((outcome) => OUTCOME_LABELS[outcome].word),
  'Snapshots taken',
  'Snapshots failed',
];

/** The bars as numbers, newest first; days on which nothing was done are left out. */
function OverviewTable({ overview, filters }: OverviewTableProps) {
  const busy = overview.buckets.filter(({ runs }) => OUTCOMES.some((outcome) => runs[outcome] > 0));
  if (busy.length === 0) return null;
  return (
    <details className="group border-t border-line">
      <summary className="flex list-none items-center gap-1 px-4 py-2 text-xs font-medium text-accent -outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Show as table
      </summary>
      <DataTable label="Runs and snapshots by day" columns={COLUMNS}>
        <TableBody>
          {busy.toReversed().map((bucket) => (
            <TableRow key={bucket.day}>
              <TableCell label="Days">
                <Link
                  href={bucketLink(filters, bucket)}
                  prefetch={false}
                  className="whitespace-nowrap underline decoration-line-strong underline-offset-2 hover:text-accent"
                >
                  {bucketLabel(bucket)}
                </Link>
              </TableCell>
              {OUTCOMES.map((outcome) => (
                <TableCell key={outcome} label={OUTCOME_LABELS[outcome].word}>
                  {formatNumber(bucket.runs[outcome])}
                </TableCell>
              ))}
              <TableCell label="Snapshots taken">{formatNumber(bucket.snapshotsTaken)}</TableCell>
              <TableCell label="Snapshots failed">{formatNumber(bucket.snapshotsFailed)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </DataTable>
    </details>
  );
}
