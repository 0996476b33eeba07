import type { InventoryQuery } from '@/lib/aws/inventory';
import type { EnvironmentInventory } from '@/lib/plan/inventory';
import type { LoadedTicket } from './load-ticket';

/** One environment, asked by one person for what one reading of a ticket names. */
export type InventoryRequest = {
  readonly environment: string;
  readonly agentEmail: string;
  readonly reading: LoadedTicket;
  readonly query: InventoryQuery;
};

type ReadInventory = (request: InventoryRequest) => Promise<EnvironmentInventory>;

/**
 * One look at EC2 per reading of a ticket, environment and person: their sessions carry names of
 * their own, so CloudTrail never shows one person for what another one asked.
 */
export function coalesceInventories(read: ReadInventory): ReadInventory {
  const kept = new WeakMap<LoadedTicket, Map<string, Promise<EnvironmentInventory>>>();
  return (request) => {
    const ofReading = kept.get(request.reading) ?? new Map<string, Promise<EnvironmentInventory>>();
    kept.set(request.reading, ofReading);
    const key = `${request.environment} ${request.agentEmail}`;
    const known = ofReading.get(key) ?? read(request);
    ofReading.set(key, known);
    return known;
  };
}
