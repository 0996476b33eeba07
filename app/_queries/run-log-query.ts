import { queryOptions } from '@tanstack/react-query';
import type { RunEvent } from '@/lib/run/run';
import { fetchJson } from './fetch-json';

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
