'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { problemOf } from '@/app/_queries/problem-error';
import { runsQuery } from '@/app/_queries/runs-query';
import { buttonLook } from '@/app/_ui/button';
import { countOf, formatNumber } from '@/app/_ui/number-words';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { SkeletonRows } from '@/app/_ui/skeleton';
import type { RunsAnswer } from '@/app/_queries/runs-query';
import { HistoryFilters } from './history-filters';
import { HistoryPager } from './history-pager';
import { RunTable } from './run-table';

type Props = { readonly canExport: boolean; readonly environmentNames: readonly string[] };

/** Every run, newest first. The address is the state: filters, search and page. */
export function HistoryView({ canExport, environmentNames }: Props) {
  const search = useSearchParams().toString();
  const answer = useQuery(runsQuery(search));
  const parameters = new URLSearchParams(search);
  parameters.delete('cursor');
  const filters = parameters.toString();
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">History</h1>
        {canExport && (
          <a href={`/api/runs/export.csv?${filters}`} download className={buttonLook('secondary')}>
            <Download aria-hidden className="size-4" /> CSV of what is shown
          </a>
        )}
      </div>
      <HistoryFilters environmentNames={environmentNames} />
      {answer.isError && (
        <ProblemPanel
          problem={problemOf(answer.error)}
          onRetry={() => void answer.refetch()}
          retrying={answer.isFetching}
        />
      )}
      <Panel
        id="runs"
        title="Runs"
        aside={
          <span role="status" className="text-sm text-muted">
            {answer.isPlaceholderData ? 'Searching…' : describeTotal(answer.data)}
          </span>
        }
      >
        {answer.data === undefined ? (
          !answer.isError && <SkeletonRows rows={8} className="h-15" />
        ) : (
          <RunTable runs={answer.data.runs} filtered={filters !== ''} />
        )}
      </Panel>
      <HistoryPager
        filters={filters}
        previousCursor={answer.isPlaceholderData ? null : (answer.data?.previousCursor ?? null)}
        nextCursor={answer.isPlaceholderData ? null : (answer.data?.nextCursor ?? null)}
      />
    </div>
  );
}

function describeTotal(answer: RunsAnswer | undefined): string {
  if (answer === undefined) return '';
  const { count, capped } = answer.total;
  return capped ? `${formatNumber(count)}+ runs` : countOf(count, 'run');
}
