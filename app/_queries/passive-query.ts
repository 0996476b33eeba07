import { queryOptions } from '@tanstack/react-query';
import type { PassiveMode } from '@/lib/run/engine/passive-mode';
import { fetchJson } from './fetch-json';

type PassiveAnswer = {
  readonly passive: PassiveMode | null;
  /** For admins: the database may be a restored one, and passive mode is off. */
  readonly restored: string | null;
};

const REFRESH_MS = 15_000;

/** Whether new runs are refused; every open page asks. */
export function passiveQuery() {
  return queryOptions({
    queryKey: ['passive'] as const,
    queryFn: ({ signal }) => fetchJson<PassiveAnswer>('/api/passive', signal),
    refetchInterval: REFRESH_MS,
  });
}
