import type { SnapshotRequest } from '@/lib/ticket/ticket';
import { type InventoryIndex, listSpellings } from './index-inventory';
import type { EnvironmentInventory, ExistingSnapshot, Instance, Volume } from './inventory';
import {
  ambiguousFinding,
  type EnvironmentMatch,
  missingRootFinding,
  notFoundFinding,
  severalEnvironmentsFinding,
  unreadEnvironmentFinding,
  unreadVolumeFinding,
  unusableVolumeFinding,
} from './match-findings';
import type { Finding } from './plan';

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
  | {
      readonly ok: false;
      readonly finding: Finding;
      /** In these environments no instance has the name, and none had it. */
      readonly missingIn?: readonly string[];
    };

/** Finds the one instance and its root volume that a request means, or says why there is none. */
export function matchRequest(
  request: SnapshotRequest,
  indexes: readonly InventoryIndex[],
): Resolution {
  const matches = matchInstances(request.target, indexes);
  const [match, ...otherEnvironments] = matches;
  if (match === undefined) return refuseUnfound(request, indexes);
  if (otherEnvironments.length > 0) return refuse(severalEnvironmentsFinding(request, matches));
  const [instance, ...others] = match.instances;
  if (instance === undefined || others.length > 0) return refuse(ambiguousFinding(request, match));
  return resolveVolume(request, match, instance);
}

/** An environment that could not be asked may hold the server: then "not found" would be a lie. */
function refuseUnfound(request: SnapshotRequest, indexes: readonly InventoryIndex[]): Resolution {
  const asked = indexes.filter((index) => wasAsked(index.inventory));
  const unasked = indexes.filter((index) => !wasAsked(index.inventory));
  const problem = unasked[0]?.inventory.problems[0];
  const names = listNames(asked);
  if (problem !== undefined) {
    return refuse(unreadEnvironmentFinding(request, problem.code, listNames(unasked), names));
  }
  const ended = listEndedTwins(request.target, indexes);
  const refused = refuse(notFoundFinding(request, names, ended));
  const isName = request.target.by === 'name' && ended.length === 0;
  return isName ? { ...refused, missingIn: names } : refused;
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
    return refuse(missingRootFinding(request, inventory, instance));
  }
  const volume = index.volumes.get(rootVolumeId);
  const [problem] = inventory.problems;
  if (volume === undefined && problem !== undefined) {
    return refuse(unreadVolumeFinding(request, inventory, rootVolumeId, problem.code));
  }
  if (volume === undefined || !isUsable(volume)) {
    return refuse(unusableVolumeFinding(request, inventory, instance, volume?.state ?? null));
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

function refuse(finding: Finding): Extract<Resolution, { ok: false }> {
  return { ok: false, finding };
}

/** Asks every environment; only those that know the server are in the answer. */
function matchInstances(
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
    return { index, instances: findByName(target, index), secondary: false };
  }
  const primary = index.byPrimaryAddress.get(target.address) ?? [];
  if (primary.length > 0) return { index, instances: primary, secondary: false };
  return { index, instances: index.byAnyAddress.get(target.address) ?? [], secondary: true };
}

/** Blanks are part of a Name tag, so the written ones come first. */
function findByName(
  target: Extract<SnapshotRequest['target'], { by: 'name' }>,
  { byName }: InventoryIndex,
): readonly Instance[] {
  const [asWritten, tidy] = listSpellings(target);
  const found = asWritten.flatMap((name) => byName.get(name) ?? []);
  return found.length > 0 ? found : tidy.flatMap((name) => byName.get(name) ?? []);
}

/** Instances that had the address or name but have ended; they explain a search that failed. */
function listEndedTwins(
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
