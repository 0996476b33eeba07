import { queryOptions } from '@tanstack/react-query';
import type { PlanAnswer } from '@/app/_plan/look-up-ticket';
import type { RunSummary } from '@/lib/run/run';
import { fetchJson } from './fetch-json';

const PAGE_FRESH_MS = 5_000;
/** Freshservice counts its calls by the minute. */
const MINUTE_MS = 60_000;

/** The plans of a ticket in whatever environment. */
export const plansKey = (reference: string) => ['plan', reference] as const;

export const planKey = (reference: string, environment: string | null) =>
  [...plansKey(reference), environment] as const;

/**
 * The dry run of a ticket. Read again whenever the page gets the focus back, but for the minute in
 * which Freshservice has few calls left. `live` shares nothing with others who look at the ticket.
 */
export function planQuery(reference: string, environment: string | null, live = false) {
  const pathTo = (alone: boolean) => {
    const search = new URLSearchParams({
      ...(environment === null ? {} : { environment }),
      ...(alone ? { live: 'true' } : {}),
    }).toString();
    return `/api/tickets/${encodeURIComponent(reference)}/plan${search && `?${search}`}`;
  };
  return queryOptions({
    queryKey: planKey(reference, environment),
    // A shared result read just before our own Execute does not include its snapshots.
    queryFn: ({ signal, client }) => {
      const started = client.getQueryData<StartedRun>(startedKey(reference));
      const isRecent = started != null && Date.now() - started.atMs < MINUTE_MS;
      return fetchJson<PlanAnswer>(pathTo(live || isRecent), signal);
    },
    // What came with the page is new enough; coming back to the page reads again.
    staleTime: PAGE_FRESH_MS,
    refetchOnWindowFocus: ({ state }) =>
      state.data?.callsLeft == null || Date.now() - state.dataUpdatedAt > MINUTE_MS
        ? 'always'
        : false,
  });
}

/** Marks that this page started a run of the ticket, so an older plan must not be executed. */
export const startedKey = (reference: string) => ['plan-executed', reference] as const;

export type StartedRun = { readonly runId: string; readonly atMs: number };

export type RecentTicket = {
  readonly reference: string;
  readonly subject: string;
  readonly lastRun: RunSummary;
};

export type RecentAnswer = {
  readonly tickets: readonly RecentTicket[];
  readonly running: readonly RunSummary[];
};

const REFRESH_MS = 5000;

/** What people worked on lately and what runs now, for the lookup page. */
export function recentTicketsQuery() {
  return queryOptions({
    queryKey: ['tickets', 'recent'] as const,
    queryFn: ({ signal }) => fetchJson<RecentAnswer>('/api/tickets/recent', signal),
    refetchInterval: REFRESH_MS,
  });
}
