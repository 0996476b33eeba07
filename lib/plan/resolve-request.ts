import type { SnapshotRequest } from '@/lib/ticket/ticket';
import type { InventoryIndex } from './index-inventory';
import type { EnvironmentInventory, ExistingSnapshot, Instance, Volume } from './inventory';
import {
  describeAmbiguous,
  describeNotFound,
  describeSeveralEnvironments,
  describeUnasked,
} from './match-findings';
import { listEndedTwins, matchInstances, type EnvironmentMatch } from './match-instances';
import type { Finding } from './plan';
import {
  describeMissingRoot,
  describeUnreadVolume,
  describeUnusableVolume,
} from './volume-findings';

/** What a request turned out to mean: one volume, with everything known about it. */
export type Target = {
  readonly request: SnapshotRequest;
  readonly serverName: string;
  readonly ipAddress: string;
  readonly inventory: EnvironmentInventory;
  readonly instance: Instance;
  readonly rootDeviceName: string;
  readonly volume: Volume;
  readonly snapshots: readonly ExistingSnapshot[];
  readonly secondary: boolean;
};

export type Resolution =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly finding: Finding };

/** Finds the one instance and its root volume that a request means, or says why there is none. */
export function resolveRequest(
  request: SnapshotRequest,
  indexes: readonly InventoryIndex[],
): Resolution {
  const matches = matchInstances(request.target, indexes);
  const [match, ...otherEnvironments] = matches;
  if (match === undefined) return refuse(describeNothingFound(request, indexes));
  if (otherEnvironments.length > 0) return refuse(describeSeveralEnvironments(request, matches));
  const [instance, ...others] = match.instances;
  if (instance === undefined || others.length > 0) return refuse(describeAmbiguous(request, match));
  return resolveVolume(request, match, instance);
}

/** An environment that could not be asked may hold the server: then "not found" would be a lie. */
function describeNothingFound(
  request: SnapshotRequest,
  indexes: readonly InventoryIndex[],
): Finding {
  const asked = indexes.filter((index) => wasAsked(index.inventory));
  const unasked = indexes.filter((index) => !wasAsked(index.inventory));
  const problem = unasked[0]?.inventory.problems[0];
  return problem === undefined
    ? describeNotFound(request, listNames(asked), listEndedTwins(request.target, indexes))
    : describeUnasked(request, problem.code, listNames(unasked), listNames(asked));
}

function listNames(indexes: readonly InventoryIndex[]): readonly string[] {
  return indexes.map((index) => index.inventory.environment);
}

// Where instances came back, the problem is another one, such as a missing permission to create.
function wasAsked(inventory: EnvironmentInventory): boolean {
  return inventory.problems.length === 0 || inventory.instances.length > 0;
}

/** The root volume must be an EBS volume that EC2 shows as usable. */
function resolveVolume(
  request: SnapshotRequest,
  { index, secondary }: EnvironmentMatch,
  instance: Instance,
): Resolution {
  const { inventory } = index;
  const { rootVolumeId, rootDeviceName } = instance;
  if (rootVolumeId === null || rootDeviceName === null) {
    return refuse(describeMissingRoot(request, inventory, instance));
  }
  const volume = index.volumes.get(rootVolumeId);
  const [problem] = inventory.problems;
  if (volume === undefined && problem !== undefined) {
    return refuse(describeUnreadVolume(request, inventory, rootVolumeId, problem.code));
  }
  if (volume === undefined || !isUsable(volume)) {
    return refuse(describeUnusableVolume(request, inventory, instance, volume?.state ?? null));
  }
  const target = {
    request,
    serverName: request.serverName ?? instance.nameTag ?? instance.instanceId,
    ipAddress: readAddress(request, instance),
    inventory,
    instance,
    rootDeviceName,
    volume,
    secondary,
    snapshots: index.snapshots.get(rootVolumeId) ?? [],
  };
  return { ok: true, target };
}

function isUsable(volume: Volume): boolean {
  return volume.state === 'in-use' || volume.state === 'available';
}

function readAddress(request: SnapshotRequest, instance: Instance): string {
  if (request.target.by === 'address') return request.target.address;
  return instance.primaryAddress ?? instance.addresses[0] ?? 'unknown';
}

function refuse(finding: Finding): Resolution {
  return { ok: false, finding };
}
