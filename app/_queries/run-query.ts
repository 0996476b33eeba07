import { queryOptions } from '@tanstack/react-query';
import type { RunDetail } from '@/lib/run/run';
import { fetchJson } from './fetch-json';

export const runKey = (runId: string) => ['runs', 'one', runId] as const;

/** One run with its steps. */
export function runQuery(runId: string) {
  return queryOptions({
    queryKey: runKey(runId),
    queryFn: async ({ signal }): Promise<RunDetail> => {
      const path = `/api/runs/${encodeURIComponent(runId)}`;
      return (await fetchJson<{ readonly run: RunDetail }>(path, signal)).run;
    },
  });
}
