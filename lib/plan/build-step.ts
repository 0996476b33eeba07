import { estimateDuration, type SnapshotTime } from './estimate-duration';
import type { VolumeTargets } from './merge-targets';
import { compareTaskIds } from './merge-targets';
import type { PlannedStep } from './plan';
import { describeSnapshot, tagSnapshot } from './tag-snapshot';
import type { ExistingSnapshot } from './inventory';

export type StepContext = {
  /** Canonical, such as `CHN-7303`. */
  readonly ticket: string;
  readonly agentEmail: string;
  /** `YYYYMMDD` in the configured time zone. */
  readonly day: string;
};

/** One volume to snapshot, with everything a person needs to check it. */
export function buildStep(
  volume: VolumeTargets,
  context: StepContext,
  times: readonly SnapshotTime[],
): PlannedStep {
  const { inventory, instance, rootDeviceName, ...lead } = volume.lead;
  const { volumeId, sizeGib, encrypted } = lead.volume;
  const words = { ...context, serverName: lead.serverName, volumeId };
  return {
    key: volume.key,
    taskIds: listTaskIds(volume),
    serverName: lead.serverName,
    ipAddress: lead.ipAddress,
    environment: inventory.environment,
    accountId: inventory.accountId ?? 'unknown',
    region: inventory.region,
    instanceId: instance.instanceId,
    nameTag: instance.nameTag,
    instanceState: instance.state,
    rootDeviceName,
    volumeId,
    volumeSizeGib: sizeGib,
    encrypted,
    lastSnapshotAt: findLastSnapshot(lead.snapshots),
    usualDurationMs: estimateDuration(lead.volume, times),
    tags: tagSnapshot(words, context.day),
    description: describeSnapshot(words),
  };
}

/** Every task that means this volume, once, lowest id first. */
export function listTaskIds(volume: VolumeTargets): readonly string[] {
  const taskIds = new Set(volume.targets.map((target) => target.request.taskId));
  return [...taskIds].sort(compareTaskIds);
}

/** A snapshot that failed saves nobody, so it is no "last snapshot". */
function findLastSnapshot(snapshots: readonly ExistingSnapshot[]): string | null {
  const good = snapshots.filter((snapshot) => snapshot.state !== 'error');
  const times = good.map((snapshot) => Date.parse(snapshot.startedAt)).filter(Number.isFinite);
  if (times.length === 0) return null;
  return new Date(times.reduce((latest, time) => Math.max(latest, time))).toISOString();
}
