import type { ExistingSnapshot } from './inventory';
import type { PlannedStep } from './plan';
import { listTaskIds, type VolumeTargets } from './plan-tasks';
import { formatDescription, tagExpiry, tagSnapshot } from './tag-snapshot';

type StepContext = {
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
  const { volumeId, sizeGib, encrypted, availabilityZone = null, volumeType = null } = lead.volume;
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
    availabilityZone,
    volumeType,
    lastSnapshotAt: findLastSnapshot(lead.snapshots),
    usualDurationMs: estimateDuration(lead.volume, times),
    tags: [
      ...tagSnapshot(words, context.day),
      ...tagExpiry(context.day, inventory.keepDays),
      ...inventory.extraTags,
    ],
    description: formatDescription(words),
  };
}

/** A snapshot that failed saves no one, so it is no "last snapshot". */
function findLastSnapshot(snapshots: readonly ExistingSnapshot[]): string | null {
  const good = snapshots.filter((snapshot) => snapshot.state !== 'error');
  const times = good.map((snapshot) => Date.parse(snapshot.startedAt)).filter(Number.isFinite);
  if (times.length === 0) return null;
  return new Date(times.reduce((latest, time) => Math.max(latest, time))).toISOString();
}

/** How long a snapshot took before, from the history. */
export type SnapshotTime = {
  readonly volumeId: string;
  readonly sizeGib: number;
  readonly tookMs: number;
};

/** Fewer than these are no pattern; the volume's own past counts from the first one. */
const MIN_SIMILAR = 3;

/**
 * How long a snapshot of this volume will take, going by its own past, or by that of volumes from
 * half to twice its size. The median: one snapshot that took hours says nothing about the next.
 * Null where the history says too little.
 */
export function estimateDuration(
  volume: { readonly volumeId: string; readonly sizeGib: number },
  times: readonly SnapshotTime[],
): number | null {
  const own = times.filter(({ volumeId }) => volumeId === volume.volumeId);
  if (own.length > 0) return findMedian(own);
  const similar = times.filter(
    ({ sizeGib }) => sizeGib >= volume.sizeGib / 2 && sizeGib <= volume.sizeGib * 2,
  );
  return similar.length < MIN_SIMILAR ? null : findMedian(similar);
}

function findMedian(times: readonly SnapshotTime[]): number | null {
  const sorted = times.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
