import { findSnapshot } from './change-snapshots';
import type { Ec2Operation } from './ec2-operation';
import type { SnapshotRecord } from './ec2-world';
import { requirePermission } from './principal';
import { parseList } from './query-form';
import { xmlList, type XmlBody } from './xml-reply';

const DAY_MS = 86_400_000;

/** LockSnapshot in governance mode, for a number of days. */
export const lockSnapshot: Ec2Operation = (request) => {
  requirePermission(request.principal, 'ec2:LockSnapshot');
  const { form, surroundings } = request;
  const { clock, world, onChange } = surroundings;
  const snapshot = findSnapshot(request, form.get('SnapshotId') ?? '');
  const lockedUntil = clock.now() + Number(form.get('LockDuration') ?? 1) * DAY_MS;
  const locked = { ...snapshot, lockedUntil };
  world.snapshots = world.snapshots.map((one) => (one === snapshot ? locked : one));
  onChange();
  return describeLock(locked, clock.now());
};

/** The locks of the named snapshots, expired ones included, as EC2 lists them. */
export const describeLockedSnapshots: Ec2Operation = (request) => {
  requirePermission(request.principal, 'ec2:DescribeLockedSnapshots');
  const ids = parseList(request.form, 'SnapshotId');
  const named = ids.map((id) => findSnapshot(request, id));
  const locked = named.filter(({ lockedUntil }) => lockedUntil !== undefined);
  const now = request.surroundings.clock.now();
  return { snapshotSet: xmlList(locked.map((one) => describeLock(one, now))) };
};

function describeLock(
  { snapshotId, accountId, lockedUntil = 0 }: SnapshotRecord,
  now: number,
): XmlBody {
  return {
    ownerId: accountId,
    snapshotId,
    lockState: lockedUntil > now ? 'governance' : 'expired',
    lockExpiresOn: new Date(lockedUntil).toISOString(),
  };
}
