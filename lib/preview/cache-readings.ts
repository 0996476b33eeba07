import { identifyTicket } from '@/lib/ticket/parse-ticket-reference';
import type { TicketReference } from '@/lib/ticket/ticket';
import type { LoadedTicket } from './load-ticket';

type Read = (reference: TicketReference) => Promise<LoadedTicket>;

export type CachedReadings = {
  /** The reading of the last seconds, also one that is under way; else a new one. */
  readonly shared: Read;
  /** Always a new one; lookups after it share it. */
  readonly live: Read;
};

/** Long enough for a room that looks at one ticket, short enough to be called now. */
const SHARED_FOR_MS = 10_000;

/**
 * Lets lookups of one ticket share one reading of Freshservice, per process. A reading that failed
 * is shared only with those who waited for it.
 */
export function cacheReadings(read: Read, now: () => Date): CachedReadings {
  const kept = new Map<string, { readonly reading: Promise<LoadedTicket>; until: number }>();

  function live(reference: TicketReference): Promise<LoadedTicket> {
    const key = identifyTicket(reference);
    const reading = read(reference);
    const entry = { reading, until: now().getTime() + SHARED_FOR_MS };
    dropOld();
    kept.set(key, entry);
    const forget = () => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    reading.catch(forget);
    return reading;
  }

  function dropOld(): void {
    for (const [key, { until }] of kept) if (until <= now().getTime()) kept.delete(key);
  }

  return {
    live,
    shared(reference) {
      const entry = kept.get(identifyTicket(reference));
      return entry !== undefined && entry.until > now().getTime() ? entry.reading : live(reference);
    },
  };
}
