import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RunTotal } from '@/lib/history/count-runs';
import type { ExportPage } from '@/lib/history/export/export-record';
import type { RunPage } from '@/lib/history/list-runs';
import type { Overview } from '@/lib/history/overview';
import { fetchJson } from './fetch-json';

const PAGE_FRESH_MS = 5_000;
const REFRESH_MS = 15_000;
/** Counting and summing up look at more rows than a page does, and change slowly. */
const REFRESH_SUMS_MS = 60_000;

const pathWith = (path: string, search: string) => (search === '' ? path : `${path}?${search}`);

/** One page of the history. `search` is the page's own query string: filters and cursor. */
export function runsQuery(search: string) {
  return queryOptions({
    queryKey: ['runs', 'list', search] as const,
    queryFn: ({ signal }) => fetchJson<RunPage>(pathWith('/api/runs', search), signal),
    // What came with the page is new enough.
    staleTime: PAGE_FRESH_MS,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** How many runs pass the filters. */
export function runCountQuery(filters: string) {
  return queryOptions({
    queryKey: ['runs', 'count', filters] as const,
    queryFn: ({ signal }) => fetchJson<RunTotal>(pathWith('/api/runs/count', filters), signal),
    refetchInterval: REFRESH_SUMS_MS,
  });
}

/** The runs that pass the filters, summed up by day. */
export function overviewQuery(filters: string) {
  return queryOptions({
    queryKey: ['runs', 'overview', filters] as const,
    queryFn: ({ signal }) => fetchJson<Overview>(pathWith('/api/runs/overview', filters), signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_SUMS_MS,
  });
}

/** Who exported which part of the history. */
export function exportsQuery(cursor: string | null) {
  const search = cursor === null ? '' : `cursor=${encodeURIComponent(cursor)}`;
  return queryOptions({
    queryKey: ['runs', 'exports', cursor] as const,
    queryFn: ({ signal }) => fetchJson<ExportPage>(pathWith('/api/runs/exports', search), signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}
