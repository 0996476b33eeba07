import { isSameTicket } from '@/lib/ticket/parse-ticket-reference';
import { countSnapshots } from '@/lib/text/count-snapshots';
import { createFinding, formatMinute, joinNames, labelRequest } from './finding';
import { namesAgree } from './names-agree';
import type { ExistingSnapshot } from './inventory';
import type { Target } from './resolve-volume';
import type { Finding, PlannedStep } from './plan';
import { listTaskIds, type VolumeTargets } from './plan-tasks';

/** The person who would execute the plan, as far as its rules ask. */
export type Executor = {
  /** Environments where this person may not execute, and the groups that may. */
  readonly restrictedEnvironments: readonly {
    readonly name: string;
    readonly operators: readonly string[];
  }[];
};

/** Steps in environments that have operators of their own, for a person who is none of them. */
export function listOperatorFindings(
  steps: readonly PlannedStep[],
  { restrictedEnvironments }: Executor,
): readonly Finding[] {
  return restrictedEnvironments.flatMap(({ name, operators }) => {
    const concerned = steps.filter(({ environment }) => environment === name);
    if (concerned.length === 0) return [];
    const groups = joinNames(operators);
    const what = countSnapshots(concerned.length);
    return [
      createFinding({
        code: 'not-operator',
        subject: name,
        severity: 'block',
        message: `You do not have permission to take snapshots in ${name} (${what} in this plan). Only members of ${groups} do.`,
        hint: `Ask a member of ${groups} to execute this ticket, or choose another environment.`,
        taskIds: [...new Set(concerned.flatMap(({ taskIds }) => taskIds))],
        environment: name,
      }),
    ];
  });
}

/** Everything about one step that the agent must acknowledge, or may want to know. */
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
    message: `The task says ${labelRequest(request)}, but ${instance.instanceId} at this address ${tag}.`,
    hint: 'Make sure that this is the right server. A wrong address looks exactly like this.',
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
      ? `${volume.targets.length} entries of task ${taskIds.join()} refer to`
      : `Tasks ${joinNames(taskIds)} refer to`;
  return createFinding({
    code: 'volume-shared',
    subject: volume.key,
    severity: 'warning',
    message: `${who} the same volume ${volume.lead.volume.volumeId} of ${instance.instanceId}; only one snapshot is taken.`,
    hint: 'If these should be different servers, correct the tasks in Freshservice.',
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
    hint: 'No action is needed if this is the right server.',
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
    hint: 'The snapshot contains the disk as it was when the instance stopped.',
    taskIds: listTaskIds(volume),
    environment: inventory.environment,
  });
}

const RECENT_MS = 15 * 60 * 1000;

/** Snapshots that already exist and may make another one needless, or slow. */
function listSnapshotWarnings(
  volume: VolumeTargets,
  ticket: string,
  now: Date,
): readonly Finding[] {
  // A failed snapshot is neither in the way nor of use.
  const good = volume.lead.snapshots.filter(({ state }) => state !== 'error');
  const pending = good.filter(({ state }) => state === 'pending');
  const isForTicket = ({ ticket: of }: ExistingSnapshot) => of !== null && isSameTicket(of, ticket);
  const forTicket = good.filter(isForTicket);
  // One of this ticket is said to be so; that it is recent as well is not a second warning.
  const recent = good.filter(
    (one) => !isForTicket(one) && now.getTime() - Date.parse(one.startedAt) < RECENT_MS,
  );
  return [
    warn(volume, pending, {
      code: 'snapshot-pending',
      what: 'a snapshot is still pending',
      hint: 'You can take another one, but EC2 limits the pending snapshots of a volume.',
    }),
    warn(volume, forTicket, {
      code: 'snapshot-for-ticket-exists',
      what: `a snapshot was already taken for ${ticket}`,
      hint: TAKEN_HINT,
    }),
    warn(volume, recent, {
      code: 'snapshot-recent',
      what: 'a snapshot was started less than 15 minutes ago',
      hint: TAKEN_HINT,
    }),
  ].filter((finding) => finding !== null);
}

const TAKEN_HINT = 'Acknowledge this if the change needs another snapshot.';

type Words = { readonly code: Finding['code']; readonly what: string; readonly hint: string };

// The key names the newest snapshot: an acknowledgement of one snapshot does not cover a later one.
function warn(
  volume: VolumeTargets,
  snapshots: readonly ExistingSnapshot[],
  { code, what, hint }: Words,
): Finding | null {
  const sorted = [...snapshots].sort(compareNewestFirst);
  const [newest] = sorted;
  if (newest === undefined) return null;
  const { serverName, volume: found, inventory } = volume.lead;
  const ids = joinNames(sorted.map((one) => one.snapshotId));
  return createFinding({
    code,
    subject: `${volume.key}:${newest.snapshotId}`,
    severity: 'warning',
    message: `${serverName}, ${found.volumeId}: ${what} (${ids}, the newest started ${formatMinute(newest.startedAt)}).`,
    hint,
    taskIds: listTaskIds(volume),
    environment: inventory.environment,
  });
}

function compareNewestFirst(a: ExistingSnapshot, b: ExistingSnapshot): number {
  return (
    Date.parse(b.startedAt) - Date.parse(a.startedAt) || (a.snapshotId < b.snapshotId ? -1 : 1)
  );
}
