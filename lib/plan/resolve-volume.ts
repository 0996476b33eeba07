import type { SnapshotRequest } from '@/lib/ticket/ticket';
import { createFinding, identifyRequest, joinNames, labelRequest } from './finding';
import type { InventoryIndex } from './index-inventory';
import type { EnvironmentInventory, ExistingSnapshot, Instance, Volume } from './inventory';
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

/** The root volume must be an EBS volume that EC2 shows as usable. */
export function resolveVolume(
  request: SnapshotRequest,
  { index, secondary }: { readonly index: InventoryIndex; readonly secondary: boolean },
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

function missingRootFinding(
  request: SnapshotRequest,
  inventory: EnvironmentInventory,
  instance: Instance,
): Finding {
  const { reason, hint } = explainMissingRoot(instance);
  return volumeFinding('root-volume-missing', request, inventory, {
    message: `${labelRequest(request)} is ${instance.instanceId}, ${reason}.`,
    hint,
  });
}

function explainMissingRoot(instance: Instance): {
  readonly reason: string;
  readonly hint: string;
} {
  const { rootDeviceType, rootDeviceName, mappedDevices, state } = instance;
  if (rootDeviceType === 'instance-store') {
    return {
      reason: 'which has no EBS root volume',
      hint: 'Instance store volumes cannot be snapshotted. Back up this server another way, and remove the task.',
    };
  }
  if (state === 'pending') {
    return {
      reason: 'which is still starting: its volumes are not attached yet',
      hint: 'Wait until it is running, then look the ticket up again.',
    };
  }
  const root = rootDeviceName ?? 'unknown';
  if (mappedDevices.length > 0) {
    return {
      reason: `whose root device is ${root}, but EC2 has its volumes at ${joinNames(mappedDevices)}`,
      hint: `Snapgate takes only the volume at the root device. Attach the root volume as ${root} in AWS, then look the ticket up again.`,
    };
  }
  return {
    reason: `which has no volume attached at its root device ${root}`,
    hint: 'Attach its root volume in AWS, then look the ticket up again.',
  };
}

/** `state` is null where EC2 no longer knows the volume. */
function unusableVolumeFinding(
  request: SnapshotRequest,
  inventory: EnvironmentInventory,
  instance: Instance,
  state: string | null,
): Finding {
  const volume = `${instance.rootVolumeId ?? 'the root volume'} of ${instance.instanceId}`;
  const found = state === null ? 'was not found' : `is in state “${state}”`;
  return volumeFinding('volume-unusable', request, inventory, {
    message: `${labelRequest(request)}: ${volume} ${found}.`,
    hint: 'Check the volume in the AWS console. Its state must be in-use or available.',
  });
}

/** What could not be read is not called missing. */
function unreadVolumeFinding(
  request: SnapshotRequest,
  inventory: EnvironmentInventory,
  volumeId: string,
  code: EnvironmentInventory['problems'][number]['code'],
): Finding {
  return volumeFinding(code, request, inventory, {
    message: `${labelRequest(request)}: the volume ${volumeId} could not be checked in ${inventory.environment}.`,
    hint: 'Refresh when the environment is reachable.',
  });
}

function volumeFinding(
  code: Finding['code'],
  request: SnapshotRequest,
  { environment }: EnvironmentInventory,
  words: { readonly message: string; readonly hint: string },
): Finding {
  const subject = identifyRequest(request);
  const taskIds = [request.taskId];
  return createFinding({ code, subject, severity: 'block', ...words, taskIds, environment });
}
