'use client';

import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '@/app/_queries/history-queries';
import { problemOf } from '@/app/_queries/problem-error';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Skeleton } from '@/app/_ui/skeleton';
import type { Overview } from '@/lib/history/overview';
import { CauseList } from './cause-list';
import { ChartPatterns } from './chart-patterns';
import { OverviewCharts } from './overview-charts';
import { OverviewTable } from './overview-table';

type Props = { readonly filters: string };

/** What happened lately at one look: runs and snapshots by day, and why some failed. */
export function HistoryOverview({ filters }: Props) {
  const answer = useQuery(overviewQuery(filters));
  if (answer.isError) {
    return (
      <ProblemPanel
        problem={problemOf(answer.error)}
        consequence="The overview cannot be shown; the list below is not affected."
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
      {overview.shortened && ' (a year at most)'}
    </span>
  );
}
