'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import Link from 'next/link';
import { Download } from 'lucide-react';
import { problemOf } from '@/app/_queries/fetch-json';
import { runCountQuery, runsQuery } from '@/app/_queries/history-queries';
import { buttonLook } from '@/app/_ui/button-look';
import { countOf, formatNumber } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { FilterChips, SearchInterpretation } from './active-filters';
import { HistoryFilters } from './history-filters';
import { HistoryOverview } from './history-overview';
import { RunTable } from './run-table';
import { runsPath } from './runs-path';

type Props = {
  readonly canExport: boolean;
  /** Whether snapshots of some environment expire. */
  readonly hasExpiry: boolean;
  readonly environmentNames: readonly string[];
  /** E-mails of people who started runs lately. */
  readonly agents: readonly string[];
  /** E-mail of the reader. */
  readonly self: string;
};

/** Every run, newest first. The address is the state: filters, search and page. */
export function HistoryView({ canExport, hasExpiry, environmentNames, agents, self }: Props) {
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
        <HistoryLinks filters={filters} canExport={canExport} hasExpiry={hasExpiry} />
      </div>
      <div className="space-y-2">
        <HistoryFilters environmentNames={environmentNames} agents={agents} />
        <FilterChips filters={filters} self={self} />
        <SearchInterpretation
          search={parameters.get('q') ?? ''}
          cause={parameters.get('cause') ?? ''}
        />
      </div>
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
      {!answer.isError && <HistoryOverview filters={filters} />}
    </div>
  );
}

type HistoryLinksProps = Pick<Props, 'canExport' | 'hasExpiry'> & { readonly filters: string };

/** What has expired; what the filters show, as a file, and who took such files before. */
function HistoryLinks({ filters, canExport, hasExpiry }: HistoryLinksProps) {
  return (
    <div className="no-print flex flex-wrap items-center gap-3">
      {hasExpiry && (
        <Link href="/runs/expired" className="font-medium text-accent hover:underline">
          Expired snapshots
        </Link>
      )}
      {canExport && <ExportLinks filters={filters} />}
    </div>
  );
}

const EXPORTED = 'All runs that match the filters';

function ExportLinks({ filters }: Pick<HistoryLinksProps, 'filters'>) {
  return (
    <>
      <Link href="/runs/exports" className="font-medium text-accent hover:underline">
        Past exports
      </Link>
      <a
        href={`/api/runs/export.jsonl?${filters}`}
        download
        title={EXPORTED}
        className={buttonLook('secondary')}
      >
        <Download aria-hidden className="size-4" /> Export JSON Lines
      </a>
      <a
        href={`/api/runs/export.csv?${filters}`}
        download
        title={EXPORTED}
        className={buttonLook('secondary')}
      >
        <Download aria-hidden className="size-4" /> Export CSV
      </a>
    </>
  );
}

type HistoryPagerProps = {
  readonly filters: string;
  /** Null: this is the first page, or it is still being read. */
  readonly previousCursor: string | null;
  /** Null: this is the last page, or it is still being read. */
  readonly nextCursor: string | null;
};

/** The way through the pages, as plain addresses: the back button and shared links work. */
function HistoryPager({ filters, previousCursor, nextCursor }: HistoryPagerProps) {
  return (
    <nav aria-label="History pages" className="no-print flex min-h-9 flex-wrap gap-3">
      {previousCursor !== null && (
        <>
          <Link href={runsPath(filters)} className={buttonLook('secondary')}>
            Newest runs
          </Link>
          <Link
            href={runsPath(filters, { cursor: previousCursor })}
            className={buttonLook('secondary')}
          >
            Newer runs
          </Link>
        </>
      )}
      {nextCursor !== null && (
        <Link
          href={runsPath(filters, { cursor: nextCursor })}
          className={`ml-auto ${buttonLook('secondary')}`}
        >
          Older runs
        </Link>
      )}
    </nav>
  );
}

type RunTotalProps = { readonly filters: string; readonly searching: boolean };

/** How many runs there are; counted beside the list, which never waits for it. */
function RunTotal({ filters, searching }: RunTotalProps) {
  const { data, isError } = useQuery(runCountQuery(filters));
  return (
    <span role="status" className="text-sm text-muted">
      {searching && 'Searching…'}
      {!searching && isError && 'Count timed out'}
      {!searching && data !== undefined && !isError && describeTotal(data)}
    </span>
  );
}

function describeTotal({ count, capped }: { readonly count: number; readonly capped: boolean }) {
  return capped ? `${formatNumber(count)}+ runs` : countOf(count, 'run');
}
