import type { SnapshotRequest } from '@/lib/ticket/ticket';
import type { InventoryIndex } from './index-inventory';
import type { Instance } from './inventory';

/** The live instances of one environment that a request could mean. */
export type EnvironmentMatch = {
  readonly index: InventoryIndex;
  readonly instances: readonly Instance[];
  /** The address is not the instance's primary one. */
  readonly secondary: boolean;
};

/** Asks every environment; only those that know the server are in the answer. */
export function matchInstances(
  target: SnapshotRequest['target'],
  indexes: readonly InventoryIndex[],
): readonly EnvironmentMatch[] {
  return indexes
    .map((index) => matchInEnvironment(target, index))
    .filter((match) => match.instances.length > 0);
}

/** The primary address first; any other address only where no primary one fits. */
function matchInEnvironment(
  target: SnapshotRequest['target'],
  index: InventoryIndex,
): EnvironmentMatch {
  if (target.by === 'name') {
    return { index, instances: index.byName.get(target.name) ?? [], secondary: false };
  }
  const primary = index.byPrimaryAddress.get(target.address) ?? [];
  if (primary.length > 0) return { index, instances: primary, secondary: false };
  return { index, instances: index.byAnyAddress.get(target.address) ?? [], secondary: true };
}

/** Instances that had the address or name but have ended; they explain a search that failed. */
export function listEndedTwins(
  target: SnapshotRequest['target'],
  indexes: readonly InventoryIndex[],
): readonly Instance[] {
  return indexes
    .flatMap((index) => index.ended)
    .filter((instance) =>
      target.by === 'name'
        ? instance.nameTag === target.name
        : instance.primaryAddress === target.address || instance.addresses.includes(target.address),
    );
}
