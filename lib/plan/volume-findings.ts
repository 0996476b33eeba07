import type { SnapshotRequest } from '@/lib/ticket/ticket';
import { createFinding } from './create-finding';
import { describeRequest, identifyRequest } from './describe-request';
import type { EnvironmentInventory, Instance } from './inventory';
import type { Finding } from './plan';

export function describeMissingRoot(
  request: SnapshotRequest,
  inventory: EnvironmentInventory,
  instance: Instance,
): Finding {
  return describeVolume('root-volume-missing', request, inventory, {
    message: `${describeRequest(request)} is ${instance.instanceId}, which has no EBS root volume.`,
    hint: 'Instance-store disks cannot be snapshotted. Save this server another way, and remove the task.',
  });
}

/** `state` is null where EC2 does not know the volume any more. */
export function describeUnusableVolume(
  request: SnapshotRequest,
  inventory: EnvironmentInventory,
  instance: Instance,
  state: string | null,
): Finding {
  const volume = `${instance.rootVolumeId ?? 'the root volume'} of ${instance.instanceId}`;
  const found = state === null ? 'was not found' : `is in state “${state}”`;
  return describeVolume('volume-unusable', request, inventory, {
    message: `${describeRequest(request)}: ${volume} ${found}.`,
    hint: 'Look at the volume in the AWS console; it must be in use or available.',
  });
}

/** What could not be read is not called missing. */
export function describeUnreadVolume(
  request: SnapshotRequest,
  inventory: EnvironmentInventory,
  volumeId: string,
  code: EnvironmentInventory['problems'][number]['code'],
): Finding {
  return describeVolume(code, request, inventory, {
    message: `${describeRequest(request)}: the volume ${volumeId} could not be checked in ${inventory.environment}.`,
    hint: 'Look again when the environment answers in full.',
  });
}

function describeVolume(
  code: Finding['code'],
  request: SnapshotRequest,
  { environment }: EnvironmentInventory,
  words: { readonly message: string; readonly hint: string },
): Finding {
  const subject = identifyRequest(request);
  const taskIds = [request.taskId];
  return createFinding({ code, subject, severity: 'block', ...words, taskIds, environment });
}
