import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RunSummary } from '@/lib/run/run';
import { fetchJson } from './fetch-json';

export type RunsAnswer = {
  readonly runs: readonly RunSummary[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
  readonly total: { readonly count: number; readonly capped: boolean };
};

const REFRESH_MS = 15_000;

/** One page of the history. `search` is the page's own query string: filters and cursor. */
export function runsQuery(search: string) {
  return queryOptions({
    queryKey: ['runs', 'list', search] as const,
    queryFn: ({ signal }) =>
      fetchJson<RunsAnswer>(search === '' ? '/api/runs' : `/api/runs?${search}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}
