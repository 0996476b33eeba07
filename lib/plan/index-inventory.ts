import { parseTask } from '@/lib/ticket/parse-task';
import { collapseBlanks } from '@/lib/text/normalize-text';
import type { SnapshotRequest, Task } from '@/lib/ticket/ticket';
import type { EnvironmentInventory, ExistingSnapshot, Instance, Volume } from './inventory';

/** One environment's inventory, ready to be asked a thousand times. */
export type InventoryIndex = {
  readonly inventory: EnvironmentInventory;
  readonly byPrimaryAddress: ReadonlyMap<string, readonly Instance[]>;
  readonly byAnyAddress: ReadonlyMap<string, readonly Instance[]>;
  readonly byName: ReadonlyMap<string, readonly Instance[]>;
  /** Terminated and shutting-down ones, only ever used to explain why nothing was found. */
  readonly ended: readonly Instance[];
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly snapshots: ReadonlyMap<string, readonly ExistingSnapshot[]>;
};

export function indexInventory(inventory: EnvironmentInventory): InventoryIndex {
  const instances = distinctInstances(inventory.instances);
  const live = instances.filter((instance) => !isEnded(instance));
  return {
    inventory,
    byPrimaryAddress: group(live, (one) =>
      one.primaryAddress === null ? [] : [one.primaryAddress],
    ),
    byAnyAddress: group(live, (one) => [...new Set(one.addresses)]),
    byName: group(live, (one) => (one.nameTag === null ? [] : [one.nameTag])),
    ended: instances.filter(isEnded),
    volumes: new Map(inventory.volumes.map((volume) => [volume.volumeId, volume])),
    snapshots: group(inventory.snapshots, (snapshot) => [snapshot.volumeId]),
  };
}

/** A terminated instance stays visible for an hour and may share its address with its successor. */
function isEnded(instance: Instance): boolean {
  return instance.state === 'terminated' || instance.state === 'shutting-down';
}

// Two lookups, by address and by name, may both have returned the same instance.
function distinctInstances(instances: readonly Instance[]): readonly Instance[] {
  return [...new Map(instances.map((one) => [one.instanceId, one])).values()];
}

function group<T>(items: readonly T[], listKeys: (item: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of listKeys(item)) {
      const members = groups.get(key);
      if (members === undefined) groups.set(key, [item]);
      else members.push(item);
    }
  }
  return groups;
}

/** What has to be looked up in EC2 before a plan can be built; each thing once. */
export type Lookups = {
  readonly addresses: readonly string[];
  readonly names: readonly string[];
};

/** Collects the addresses and Name tags of all tasks, so that they can be asked for in batches. */
export function listLookups(tasks: readonly Task[]): Lookups {
  const addresses = new Set<string>();
  const names: string[] = [];
  for (const task of tasks) {
    const reading = parseTask(task);
    if (reading.kind !== 'requests') continue;
    for (const { target } of reading.requests) {
      if (target.by === 'address') addresses.add(target.address);
      else names.push(...listSpellings(target).flat());
    }
  }
  return { addresses: [...addresses], names: [...new Set(names)] };
}

type NamedTarget = Extract<SnapshotRequest['target'], { by: 'name' }>;

/**
 * What a written name may be as a Name tag: as it was written, with the blanks behind it and without;
 * and where no instance is called so, with single blanks.
 */
export function listSpellings({
  name,
  trailing = '',
}: NamedTarget): readonly [asWritten: readonly string[], tidy: readonly string[]] {
  const tidy = collapseBlanks(name);
  const asWritten = trailing === '' ? [name] : [name, `${name}${trailing}`];
  return [asWritten, tidy === name ? [] : [tidy]];
}
