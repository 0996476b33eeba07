import { queryOptions } from '@tanstack/react-query';
import type { RateLimit } from '@/lib/freshservice/rate-limit';
import type { Plan } from '@/lib/plan/plan';
import { fetchJson } from './fetch-json';

export type PlanAnswer = {
  readonly plan: Plan;
  /** Every configured environment, for the chooser. */
  readonly environmentNames: readonly string[];
  /** Freshservice's calls of this minute, when few are left; else null. */
  readonly callsLeft: RateLimit | null;
};

/** Freshservice counts its calls by the minute. */
const MINUTE_MS = 60_000;

/**
 * The dry run of a ticket. Read anew whenever the page gets the focus back, but for the minute in
 * which Freshservice has few calls left. `live` shares nothing with others who look at the ticket.
 */
export function planQuery(reference: string, environment: string | null, live = false) {
  const search = new URLSearchParams({
    ...(environment === null ? {} : { environment }),
    ...(live ? { live: 'true' } : {}),
  }).toString();
  const path = `/api/tickets/${encodeURIComponent(reference)}/plan${search && `?${search}`}`;
  return queryOptions({
    queryKey: ['plan', reference, environment] as const,
    queryFn: ({ signal }) => fetchJson<PlanAnswer>(path, signal),
    staleTime: 0,
    refetchOnWindowFocus: ({ state }) =>
      state.data?.callsLeft == null || Date.now() - state.dataUpdatedAt > MINUTE_MS
        ? 'always'
        : false,
  });
}
