import { queryOptions } from '@tanstack/react-query';
import type { Plan } from '@/lib/plan/plan';
import { fetchJson } from './fetch-json';

export type PlanAnswer = {
  readonly plan: Plan;
  /** Every configured environment, for the chooser. */
  readonly environmentNames: readonly string[];
};

/** The dry run of a ticket. Read anew whenever the page gets the focus back. */
export function planQuery(reference: string, environment: string | null) {
  const search = environment === null ? '' : `?environment=${encodeURIComponent(environment)}`;
  return queryOptions({
    queryKey: ['plan', reference, environment] as const,
    queryFn: ({ signal }) =>
      fetchJson<PlanAnswer>(`/api/tickets/${encodeURIComponent(reference)}/plan${search}`, signal),
    staleTime: 0,
    refetchOnWindowFocus: 'always',
  });
}
