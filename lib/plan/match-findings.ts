import type { SnapshotRequest } from '@/lib/ticket/ticket';
import { createFinding, joinNames, labelRequest } from './finding';
import type { InventoryIndex } from './index-inventory';
import type { EnvironmentInventory, Instance } from './inventory';
import type { Finding } from './plan';

/** The live instances of one environment that a request could mean. */
export type EnvironmentMatch = {
  readonly index: InventoryIndex;
  readonly instances: readonly Instance[];
  /** The address is not the instance's primary one. */
  readonly secondary: boolean;
};

type EnvironmentProblemCode = EnvironmentInventory['problems'][number]['code'];

export function notFoundFinding(
  request: SnapshotRequest,
  environments: readonly string[],
  ended: readonly Instance[],
): Finding {
  const what = request.target.by === 'name' ? 'this exact Name tag' : 'this private IP address';
  const twins = ended.map(({ instanceId, state }) => `${instanceId} (${state})`);
  const because = twins.length > 0 ? ` It belonged to ${joinNames(twins.sort())}.` : '';
  return createFinding({
    code: 'instance-not-found',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)}: no instance with ${what} in ${joinNames(environments) || 'any environment'}.${because}`,
    hint:
      request.target.by === 'name'
        ? 'Check the spelling (upper case and blanks count), or use the IP address instead.'
        : 'Correct the address in the task, or choose the environment that contains the server.',
    taskIds: [request.taskId],
  });
}

/** Lines of one list of which no instance has the name: often a signature below the list. */
export function unfoundLinesFinding(
  taskId: string,
  lines: readonly string[],
  environments: readonly string[],
): Finding {
  return createFinding({
    code: 'instance-not-found',
    subject: `${taskId}:list`,
    severity: 'block',
    message: `${lines.length} lines of the list match no Name tag in ${joinNames(environments) || 'any environment'}: ${joinNames(lines.map((line) => `“${line}”`))}.`,
    hint: 'Correct the names (upper case and blanks count) or use IP addresses. Remove lines that name no server, such as a signature.',
    taskIds: [taskId],
  });
}

export function unreadEnvironmentFinding(
  request: SnapshotRequest,
  code: EnvironmentProblemCode,
  unasked: readonly string[],
  asked: readonly string[],
): Finding {
  const elsewhere = asked.length > 0 ? ` It is not in ${joinNames(asked)}.` : '';
  return createFinding({
    code,
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)} could not be checked in ${joinNames(unasked)}.${elsewhere}`,
    hint: 'Refresh when the environment is reachable, or choose the environment that contains the server.',
    taskIds: [request.taskId],
    environment: unasked.length === 1 ? (unasked[0] ?? null) : null,
  });
}

export function ambiguousFinding(request: SnapshotRequest, match: EnvironmentMatch): Finding {
  const { environment } = match.index.inventory;
  const instances = match.instances.map(nameInstance).sort();
  return createFinding({
    code: 'instance-ambiguous',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)} matches ${instances.length} instances in ${environment}: ${joinNames(instances)}.`,
    hint: 'Identify the server in the task by something that only one of these instances has.',
    taskIds: [request.taskId],
    environment,
  });
}

export function severalEnvironmentsFinding(
  request: SnapshotRequest,
  matches: readonly EnvironmentMatch[],
): Finding {
  const places = matches.map(({ index, instances }) => {
    return `${index.inventory.environment} (${joinNames(instances.map(nameInstance).sort())})`;
  });
  return createFinding({
    code: 'instance-in-several-environments',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)} was found in ${places.length} environments: ${joinNames(places)}.`,
    hint: 'Choose the environment that the change is for instead of all environments.',
    taskIds: [request.taskId],
  });
}

function nameInstance(instance: Instance): string {
  return instance.nameTag === null
    ? instance.instanceId
    : `${instance.instanceId} “${instance.nameTag}”`;
}

export function missingRootFinding(
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
export function unusableVolumeFinding(
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
export function unreadVolumeFinding(
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

/** Names a request within its ticket, so that its finding keeps its key over look-ups. */
function identifyRequest(request: SnapshotRequest): string {
  const { target } = request;
  return `${request.taskId}:${target.by === 'name' ? target.name : target.address}`;
}
