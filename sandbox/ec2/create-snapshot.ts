import { randomBytes } from 'node:crypto';
import { AwsError } from './aws-error';
import { toSnapshotXml } from './describe-snapshots';
import type { Ec2Operation, Ec2Request } from './ec2-operation';
import { isInPlace, type SnapshotRecord, type VolumeRecord } from './ec2-world';
import { requireDemandedTag, requirePermission } from './principal';
import { readFlag, readTagSpecification, refuseParameter } from './query-form';
import { viewSnapshot } from './snapshot-state';

/** CreateSnapshot has no client token: two calls make two snapshots. */
export const createSnapshot: Ec2Operation = (request) => {
  const { form, principal, surroundings } = request;
  requirePermission(principal, 'ec2:CreateSnapshot');
  const tags = readTagSpecification(form, 'snapshot');
  if (Object.keys(tags).length > 0) requirePermission(principal, 'ec2:CreateTags');
  requireDemandedTag(principal, tags);
  const description = form.get('Description') ?? '';
  if (description.length > 255) refuseParameter('Description must be 255 characters or fewer');
  const volume = findVolume(request);
  if (readFlag(form, 'DryRun')) {
    const message = 'Request would have succeeded, but DryRun flag is set.';
    throw new AwsError('DryRunOperation', message);
  }
  requireQuietVolume(request, volume);
  const snapshot: SnapshotRecord = {
    snapshotId: `snap-0${randomBytes(8).toString('hex')}`,
    accountId: volume.accountId,
    region: volume.region,
    volumeId: volume.volumeId,
    volumeSizeGib: volume.sizeGib,
    encrypted: volume.encrypted,
    description,
    tags,
    startedAt: surroundings.clock.now(),
    durationMs: chooseDurationMs(request, volume),
    outcome: chooseOutcome(request, volume),
    origin: 'call',
    ...volume.snapshotMarks,
  };
  surroundings.world.snapshots.push(snapshot);
  surroundings.onChange();
  return toSnapshotXml(snapshot, viewSnapshot(snapshot, snapshot.startedAt));
};

function findVolume({ form, place, surroundings }: Ec2Request): VolumeRecord {
  const id = form.get('VolumeId');
  if (id === undefined) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter volumeId');
  }
  const volume = surroundings.world.volumes.find(
    (one) => one.volumeId === id && isInPlace(one, place),
  );
  if (volume === undefined) {
    throw new AwsError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
  }
  if (volume.state !== 'in-use' && volume.state !== 'available') {
    throw new AwsError('IncorrectState', `Volume '${id}' is in state '${volume.state}'.`);
  }
  return volume;
}

/** EC2's limits per volume: one snapshot in 15 seconds, five pending ones (one on st1 and sc1). */
function requireQuietVolume({ surroundings }: Ec2Request, volume: VolumeRecord): void {
  const { clock, settings, world } = surroundings;
  const now = clock.now();
  const views = world.snapshots
    .filter(({ volumeId }) => volumeId === volume.volumeId)
    .map((one) => viewSnapshot(one, now));
  const mostPending = volume.volumeType === 'st1' || volume.volumeType === 'sc1' ? 1 : 5;
  if (views.filter(({ state }) => state === 'pending').length >= mostPending) {
    throw new AwsError(
      'ConcurrentSnapshotLimitExceeded',
      `Maximum allowed in-progress snapshots for a single volume exceeded (${mostPending}).`,
    );
  }
  if (views.some(({ startedAt }) => now - startedAt < settings.perVolumeIntervalMs)) {
    throw new AwsError(
      'SnapshotCreationPerVolumeRateExceeded',
      'The maximum per volume CreateSnapshot request rate has been exceeded. ' +
        'Use an increasing or variable sleep interval between requests.',
    );
  }
}

/** Large volumes are not the slow ones: the last hex digit of the id spreads them by a quarter. */
function chooseDurationMs({ effects, surroundings }: Ec2Request, volume: VolumeRecord): number {
  const slow = effects.find((effect) => effect.kind === 'slow-snapshot');
  if (slow !== undefined) return slow.ms;
  if (volume.snapshotDurationMs !== undefined) return volume.snapshotDurationMs;
  const spread = Number.parseInt(volume.volumeId.slice(-1), 16) / 15;
  return surroundings.settings.snapshotDurationMs * (0.75 + spread / 2);
}

function chooseOutcome({ effects }: Ec2Request, volume: VolumeRecord): 'completed' | 'error' {
  if (effects.some((effect) => effect.kind === 'failed-snapshot')) return 'error';
  return volume.snapshotOutcome ?? 'completed';
}
