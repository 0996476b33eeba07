import { queryOptions } from '@tanstack/react-query';
import type { DeletionPreview } from '@/lib/run/deletion/deletion';
import type { RunDetail, RunEvent, CurrentSnapshots } from '@/lib/run/run';
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

export const runLogKey = (runId: string) => ['runs', 'log', runId] as const;

type LogAnswer = { readonly events: readonly RunEvent[]; readonly goesOn: boolean };

/** The whole log of a run. It only ever grows, so each reading asks for what is new. */
export function runLogQuery(runId: string) {
  return queryOptions({
    queryKey: runLogKey(runId),
    queryFn: async ({ client, signal }): Promise<readonly RunEvent[]> => {
      const known = client.getQueryData<readonly RunEvent[]>(runLogKey(runId)) ?? [];
      return readOn(runId, known, signal);
    },
    // Comparing thousands of old lines on every new one costs more than it saves.
    structuralSharing: false,
  });
}

async function readOn(
  runId: string,
  known: readonly RunEvent[],
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const after = known.at(-1)?.seq ?? 0;
  const path = `/api/runs/${encodeURIComponent(runId)}/log?after=${after}`;
  const { events, goesOn } = await fetchJson<LogAnswer>(path, signal);
  const all = events.length === 0 ? known : [...known, ...events];
  return goesOn ? readOn(runId, all, signal) : all;
}

const deletionKey = (runId: string) => ['runs', 'deletion', runId] as const;

/** What of a run's snapshots can be deleted now; asked for only when a person wants to know. */
export function deletionQuery(runId: string) {
  return queryOptions({
    queryKey: deletionKey(runId),
    queryFn: ({ signal }) =>
      fetchJson<DeletionPreview>(`/api/runs/${encodeURIComponent(runId)}/deletion`, signal),
    enabled: false,
    retry: false,
  });
}

/** What EC2 has now of a run's snapshots; asked for only when a person wants to know. */
export function currentSnapshotsQuery(runId: string) {
  return queryOptions({
    queryKey: ['runs', 'snapshots', runId] as const,
    queryFn: ({ signal }) =>
      fetchJson<CurrentSnapshots>(`/api/runs/${encodeURIComponent(runId)}/snapshots`, signal),
    enabled: false,
    retry: false,
  });
}
