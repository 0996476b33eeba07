import { queryOptions } from '@tanstack/react-query';
import type { SnapshotsNow } from '@/lib/run/run';
import { fetchJson } from './fetch-json';

/** What EC2 has now of a run's snapshots; asked for only when a person wants to know. */
export function snapshotsNowQuery(runId: string) {
  return queryOptions({
    queryKey: ['runs', 'snapshots', runId] as const,
    queryFn: ({ signal }) =>
      fetchJson<SnapshotsNow>(`/api/runs/${encodeURIComponent(runId)}/snapshots`, signal),
    enabled: false,
    retry: false,
  });
}
