import { findSnapshot } from './change-snapshots';
import type { Ec2Operation } from './ec2-operation';
import { inPlace } from './ec2-world';
import { readFilters } from './query-form';
import { xmlList } from './xml-reply';

/** Images as far as they hold snapshots: only that filter is known. */
export const describeImages: Ec2Operation = ({ form, place, surroundings }) => {
  const ids = filterValues(form, 'block-device-mapping.snapshot-id');
  const used = inPlace(surroundings.world.snapshots, place).filter(
    ({ snapshotId, usedByImage }) => usedByImage !== undefined && ids.includes(snapshotId),
  );
  return {
    imagesSet: xmlList(
      used.map(({ snapshotId, usedByImage = '', accountId }) => ({
        imageId: usedByImage,
        imageOwnerId: accountId,
        imageState: 'available',
        blockDeviceMapping: xmlList([{ deviceName: '/dev/xvda', ebs: { snapshotId } }]),
      })),
    ),
  };
};

/** `createVolumePermission`: who may make volumes from the snapshot. */
export const describeSnapshotAttribute: Ec2Operation = (request) => {
  const snapshot = findSnapshot(request, request.form.get('SnapshotId') ?? '');
  const accounts = snapshot.sharedWith ?? [];
  return {
    snapshotId: snapshot.snapshotId,
    createVolumePermission: xmlList(
      accounts.map((one) => (one === 'all' ? { group: one } : { userId: one })),
    ),
  };
};

export const describeFastSnapshotRestores: Ec2Operation = ({ form, place, surroundings }) => {
  const ids = filterValues(form, 'snapshot-id');
  const enabled = inPlace(surroundings.world.snapshots, place).filter(
    ({ snapshotId, fastRestore }) => fastRestore === true && ids.includes(snapshotId),
  );
  return {
    fastSnapshotRestoreSet: xmlList(
      enabled.map(({ snapshotId, region }) => ({
        snapshotId,
        availabilityZone: `${region}a`,
        state: 'enabled',
      })),
    ),
  };
};

function filterValues(form: Parameters<typeof readFilters>[0], name: string): readonly string[] {
  return readFilters(form).flatMap((filter) => (filter.name === name ? filter.values : []));
}
