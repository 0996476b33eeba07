import { queryOptions } from '@tanstack/react-query';
import type { ArmedRun } from '@/lib/run/before/armed-run';
import type { ComingChanges } from '@/lib/run/before/list-coming';
import { fetchJson } from './fetch-json';

export type ComingAnswer = {
  /** Null: switched off. */
  readonly coming: ComingChanges | null;
  /** What starts by itself, the soonest first. */
  readonly armed: readonly ArmedRun[];
  readonly environmentNames: readonly string[];
};

const REFRESH_MS = 15_000;
/** The first reading of a deployment takes a moment. */
const FIRST_MS = 2_000;

/** The shared reading of changes whose window is near; asking again costs Freshservice nothing. */
export function comingQuery() {
  return queryOptions({
    queryKey: ['tickets', 'coming'] as const,
    queryFn: ({ signal }) => fetchJson<ComingAnswer>('/api/coming', signal),
    refetchInterval: ({ state }) => {
      const coming = state.data?.coming;
      const isFirst = coming?.readAt === null && coming.problem === null;
      return isFirst ? FIRST_MS : REFRESH_MS;
    },
  });
}
