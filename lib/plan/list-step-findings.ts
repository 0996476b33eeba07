import { listTaskIds } from './build-step';
import { createFinding } from './create-finding';
import { describeRequest, joinNames } from './describe-request';
import { listSnapshotWarnings } from './list-snapshot-warnings';
import type { VolumeTargets } from './merge-targets';
import { namesAgree } from './names-agree';
import type { Finding } from './plan';
import type { Target } from './resolve-request';

/** Everything about one step that the agent must tick off, or may want to know. */
export function listStepFindings(
  volume: VolumeTargets,
  ticket: string,
  now: Date,
): readonly Finding[] {
  return [
    ...volume.targets.map(warnOfName),
    warnOfSharing(volume),
    ...listSnapshotWarnings(volume, ticket, now),
    ...volume.targets.map(informOfSecondaryAddress),
    informOfState(volume),
  ].filter((finding) => finding !== null);
}

/** The task calls the server something else than its Name tag does. */
function warnOfName({ request, instance, inventory }: Target): Finding | null {
  if (request.serverName === null || namesAgree(request.serverName, instance.nameTag)) return null;
  const tag = instance.nameTag === null ? 'has no Name tag' : `is named “${instance.nameTag}”`;
  return createFinding({
    code: 'name-differs',
    subject: request.taskId,
    severity: 'warning',
    message: `The task says ${describeRequest(request)}, but ${instance.instanceId} at this address ${tag}.`,
    hint: 'Make sure that this is the server the change means; a wrong address looks just like this.',
    taskIds: [request.taskId],
    environment: inventory.environment,
  });
}

/** Two requests mean one volume: one snapshot is taken. */
function warnOfSharing(volume: VolumeTargets): Finding | null {
  if (volume.targets.length < 2) return null;
  const taskIds = listTaskIds(volume);
  const { instance, inventory } = volume.lead;
  const who =
    taskIds.length === 1
      ? `${volume.targets.length} entries of task ${taskIds.join()} mean`
      : `Tasks ${joinNames(taskIds)} mean`;
  return createFinding({
    code: 'volume-shared',
    subject: volume.key,
    severity: 'warning',
    message: `${who} the same volume ${volume.lead.volume.volumeId} of ${instance.instanceId}; one snapshot is taken.`,
    hint: 'If they should be different servers, correct the tasks in Freshservice.',
    taskIds,
    environment: inventory.environment,
  });
}

function informOfSecondaryAddress(target: Target): Finding | null {
  if (!target.secondary) return null;
  const { request, instance, inventory } = target;
  const primary = instance.primaryAddress ?? 'none';
  return createFinding({
    code: 'secondary-address',
    subject: `${request.taskId}:${target.ipAddress}`,
    severity: 'info',
    message: `${target.ipAddress} is a secondary address of ${instance.instanceId}; its primary address is ${primary}.`,
    hint: 'Nothing to do if this is the server the change means.',
    taskIds: [request.taskId],
    environment: inventory.environment,
  });
}

function informOfState(volume: VolumeTargets): Finding | null {
  const { instance, inventory, serverName } = volume.lead;
  if (instance.state === 'running') return null;
  return createFinding({
    code: 'instance-not-running',
    subject: volume.key,
    severity: 'info',
    message: `${serverName} (${instance.instanceId}) is ${instance.state}.`,
    hint: 'Its snapshot shows the disk as it was when the instance stopped.',
    taskIds: listTaskIds(volume),
    environment: inventory.environment,
  });
}
