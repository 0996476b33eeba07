import { AwsError } from './aws-error';
import type { Ec2Operation, Ec2Request } from './ec2-operation';
import { inPlace, type SnapshotRecord } from './ec2-world';
import { requirePermission } from './principal';
import { readFlag, parseList, readTags } from './query-form';

export const deleteSnapshot: Ec2Operation = (request) => {
  requirePermission(request.principal, 'ec2:DeleteSnapshot');
  const snapshot = findSnapshot(request, request.form.get('SnapshotId') ?? '');
  stopAtDryRun(request);
  const { clock, world, onChange } = request.surroundings;
  if ((snapshot.lockedUntil ?? 0) > clock.now()) {
    throw new AwsError('SnapshotLocked', `The snapshot '${snapshot.snapshotId}' is locked.`);
  }
  if (snapshot.usedByImage !== undefined) {
    throw new AwsError(
      'InvalidSnapshot.InUse',
      `The snapshot ${snapshot.snapshotId} is currently in use by ${snapshot.usedByImage}`,
    );
  }
  if (Object.keys(snapshot.tags).some((key) => key.startsWith('aws:backup:'))) {
    const message =
      'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs.';
    throw new AwsError('InvalidParameterValue', message);
  }
  world.snapshots = world.snapshots.filter((one) => one !== snapshot);
  onChange();
  return { return: true };
};

/** CreateTags, on snapshots only: the product tags nothing else. */
export const createTags: Ec2Operation = (request) => {
  requirePermission(request.principal, 'ec2:CreateTags');
  const tags = readTags(request.form);
  const tagged = parseList(request.form, 'ResourceId').map((id) => findSnapshot(request, id));
  stopAtDryRun(request);
  const { world, onChange } = request.surroundings;
  world.snapshots = world.snapshots.map((one) =>
    tagged.includes(one) ? { ...one, tags: { ...one.tags, ...tags } } : one,
  );
  onChange();
  return { return: true };
};

export function findSnapshot({ place, surroundings }: Ec2Request, id: string): SnapshotRecord {
  const visible = inPlace(surroundings.world.snapshots, place);
  const snapshot = visible.find(({ snapshotId }) => snapshotId === id);
  if (snapshot === undefined) {
    throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  }
  return snapshot;
}

function stopAtDryRun({ form }: Ec2Request): void {
  if (!readFlag(form, 'DryRun')) return;
  const message = 'Request would have succeeded, but DryRun flag is set.';
  throw new AwsError('DryRunOperation', message);
}
