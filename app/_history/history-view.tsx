'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { problemOf } from '@/app/_queries/problem-error';
import { runsQuery } from '@/app/_queries/history-queries';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { ExportLinks } from './export-links';
import { HistoryFilters } from './history-filters';
import { HistoryOverview } from './history-overview';
import { HistoryPager } from './history-pager';
import { ReadAs } from './read-as';
import { RunTable } from './run-table';
import { RunTotal } from './run-total';

type Props = { readonly canExport: boolean; readonly environmentNames: readonly string[] };

/** Every run, newest first. The address is the state: filters, search and page. */
export function HistoryView({ canExport, environmentNames }: Props) {
  const search = useSearchParams().toString();
  const answer = useQuery(runsQuery(search));
  const parameters = new URLSearchParams(search);
  parameters.delete('cursor');
  const filters = parameters.toString();
  const page = answer.isPlaceholderData ? undefined : answer.data;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">History</h1>
        {canExport && <ExportLinks filters={filters} />}
      </div>
      <div className="space-y-2">
        <HistoryFilters environmentNames={environmentNames} />
        <ReadAs search={parameters.get('q') ?? ''} cause={parameters.get('cause') ?? ''} />
      </div>
      {answer.isError && (
        <ProblemPanel
          problem={problemOf(answer.error)}
          onRetry={() => void answer.refetch()}
          retrying={answer.isFetching}
        />
      )}
      {!answer.isError && <HistoryOverview filters={filters} />}
      <Panel
        id="runs"
        title="Runs"
        aside={
          !answer.isError && <RunTotal filters={filters} searching={answer.isPlaceholderData} />
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
        previousCursor={page?.previousCursor ?? null}
        nextCursor={page?.nextCursor ?? null}
      />
    </div>
  );
}
