import type { FaultEffect } from '../server/fault';
import type { Ec2Operation } from './ec2-operation';
import { inPlace, type SnapshotRecord } from './ec2-world';
import { matchesFilters, type FilterFields } from './matches-filters';
import { pageOfResults } from './page-of-results';
import { pickByIds } from './pick-by-ids';
import { readFilters, parseList } from './query-form';
import { viewSnapshot, type SnapshotView } from './snapshot-state';
import { xmlList, xmlTags, type XmlBody } from './xml-reply';

const MISSING = { code: 'InvalidSnapshot.NotFound', noun: 'snapshot' };

/** Every snapshot of these accounts is the caller's own; `self` and the account id mean the same. */
export const describeSnapshots: Ec2Operation = ({ form, place, surroundings, effects }) => {
  const now = surroundings.clock.now();
  const ids = parseList(form, 'SnapshotId');
  const owners = parseList(form, 'Owner');
  const isOwned =
    owners.length === 0 || owners.includes('self') || owners.includes(place.accountId);
  const visible = inPlace(surroundings.world.snapshots, place).filter(
    (one) => isOwned && now - viewSnapshot(one, now).startedAt >= readLagMs(effects),
  );
  const found = pickByIds(visible, ids, ({ snapshotId }) => snapshotId, MISSING)
    .filter(matchesFilters(readFilters(form), fieldsAt(now)))
    .toSorted((a, b) => (a.snapshotId < b.snapshotId ? -1 : 1));
  const { page, nextToken } = pageOfResults(found, form);
  return {
    snapshotSet: xmlList(page.map((one) => toSnapshotXml(one, viewSnapshot(one, now)))),
    nextToken,
  };
};

function fieldsAt(now: number): FilterFields<SnapshotRecord> {
  return {
    'snapshot-id': (one) => [one.snapshotId],
    'volume-id': (one) => [one.volumeId],
    'owner-id': (one) => [one.accountId],
    status: (one) => [viewSnapshot(one, now).state],
    description: (one) => [one.description],
    'start-time': (one) => [new Date(viewSnapshot(one, now).startedAt).toISOString()],
  };
}

function readLagMs(effects: readonly FaultEffect[]): number {
  return effects.find((effect) => effect.kind === 'read-lag')?.ms ?? 0;
}

/** A snapshot as DescribeSnapshots lists it and CreateSnapshot returns it. */
export function toSnapshotXml(snapshot: SnapshotRecord, view: SnapshotView): XmlBody {
  const failed = view.state === 'error';
  return {
    snapshotId: snapshot.snapshotId,
    volumeId: snapshot.volumeId,
    status: view.state,
    statusMessage: failed ? 'The snapshot could not be completed' : undefined,
    startTime: new Date(view.startedAt).toISOString(),
    progress: view.progress,
    ownerId: snapshot.accountId,
    volumeSize: snapshot.volumeSizeGib,
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    storageTier: 'standard',
    tagSet: xmlTags(snapshot.tags),
  };
}
