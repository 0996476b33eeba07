import { queryOptions } from '@tanstack/react-query';
import type { RunStatus, RunSummary } from '@/lib/run/run';
import { fetchJson } from './fetch-json';

export type RecentTicket = {
  readonly reference: string;
  readonly subject: string;
  readonly lastRunId: string;
  readonly lastRunStatus: RunStatus;
  readonly lastRunAt: string;
};

export type RecentAnswer = {
  readonly tickets: readonly RecentTicket[];
  readonly running: readonly RunSummary[];
};

const REFRESH_MS = 5000;

/** What people worked on lately and what runs now, for the look-up page. */
export function recentTicketsQuery() {
  return queryOptions({
    queryKey: ['tickets', 'recent'] as const,
    queryFn: ({ signal }) => fetchJson<RecentAnswer>('/api/tickets/recent', signal),
    refetchInterval: REFRESH_MS,
  });
}
