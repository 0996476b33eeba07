import {
  DescribeFastSnapshotRestoresCommand,
  DescribeImagesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
} from '@aws-sdk/client-ec2';
import type { SnapshotTag } from '@/lib/plan/plan';
import type { AwsClients } from './create-clients';
import { readAws, readPages, requireField, splitIntoBatches } from './read-aws';
import { describeLocks } from './snapshot-report';
import { mapSnapshot } from './snapshots';

/** What EC2 says of a snapshot before it is deleted: `DryRun` would check the permission only. */
export type DeletionFacts =
  | { readonly kind: 'gone'; readonly snapshotId: string }
  | {
      readonly kind: 'exists';
      readonly snapshotId: string;
      readonly volumeId: string;
      readonly tags: readonly SnapshotTag[];
      /** Mode of a lock; null: none. */
      readonly lock: string | null;
      readonly images: readonly string[];
      /** Accounts, or `all`, that may make volumes from it. */
      readonly sharedWith: readonly string[];
      readonly fastRestore: boolean;
    };

/**
 * Asks for all that stands against deleting these snapshots, one report each, in the order asked.
 * Throws an `AppError` of an `aws-*` code, also where one of the questions is not permitted: what is
 * not known must not be deleted.
 */
export async function describeForDeletion(
  clients: AwsClients,
  snapshotIds: readonly string[],
): Promise<readonly DeletionFacts[]> {
  const existing = await readSnapshots(clients, snapshotIds);
  const ids = [...existing.keys()];
  const [locks, images, shared, restores] = await Promise.all([
    describeLocks(clients, ids),
    listImages(clients, ids),
    listShares(clients, ids),
    listFastRestores(clients, ids),
  ]);
  return snapshotIds.map((snapshotId) => {
    const found = existing.get(snapshotId);
    if (found === undefined) return { kind: 'gone', snapshotId };
    const lock = locks === null ? 'unknown' : locks.find((one) => one.snapshotId === snapshotId);
    return {
      kind: 'exists',
      snapshotId,
      ...found,
      lock: lock === 'unknown' ? lock : (lock?.mode ?? null),
      images: images.get(snapshotId) ?? [],
      sharedWith: shared.get(snapshotId) ?? [],
      fastRestore: restores.has(snapshotId),
    };
  });
}

type Found = { readonly volumeId: string; readonly tags: readonly SnapshotTag[] };

async function readSnapshots(clients: AwsClients, snapshotIds: readonly string[]) {
  const found = new Map<string, Found>();
  for (const values of splitIntoBatches(snapshotIds)) {
    const wires = await readPages(clients, 'DescribeSnapshots', async (NextToken, options) => {
      const command = new DescribeSnapshotsCommand({
        OwnerIds: ['self'],
        Filters: [{ Name: 'snapshot-id', Values: [...values] }],
        NextToken,
      });
      const reply = await clients.readEc2.send(command, options);
      const items = requireField(clients, 'DescribeSnapshots', reply.Snapshots);
      return { items, next: reply.NextToken };
    });
    for (const wire of wires) {
      const snapshot = mapSnapshot(wire);
      const tags = (wire.Tags ?? []).map(({ Key = '', Value = '' }) => ({
        key: Key,
        value: Value,
      }));
      if (snapshot !== null) found.set(snapshot.snapshotId, { volumeId: snapshot.volumeId, tags });
    }
  }
  return found;
}

/** By snapshot; deprecated and disabled images hold their snapshots as well. */
async function listImages(clients: AwsClients, ids: readonly string[]) {
  const images = new Map<string, string[]>();
  for (const values of splitIntoBatches(ids)) {
    const wires = await readPages(clients, 'DescribeImages', async (NextToken, options) => {
      const command = new DescribeImagesCommand({
        Owners: ['self'],
        IncludeDeprecated: true,
        IncludeDisabled: true,
        Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: [...values] }],
        NextToken,
      });
      const reply = await clients.readEc2.send(command, options);
      const items = requireField(clients, 'DescribeImages', reply.Images);
      return { items, next: reply.NextToken };
    });
    const uses = wires.flatMap(({ ImageId = '', BlockDeviceMappings = [] }) =>
      BlockDeviceMappings.map(({ Ebs }) => ({ id: Ebs?.SnapshotId ?? '', image: ImageId })),
    );
    for (const { id, image } of uses) images.set(id, [...(images.get(id) ?? []), image]);
  }
  return images;
}

/** EC2 tells it for one snapshot a call. */
async function listShares(clients: AwsClients, ids: readonly string[]) {
  const shared = new Map<string, readonly string[]>();
  for (const SnapshotId of ids) {
    const command = new DescribeSnapshotAttributeCommand({
      SnapshotId,
      Attribute: 'createVolumePermission',
    });
    const reply = await readAws(clients, 'DescribeSnapshotAttribute', (options) =>
      clients.readEc2.send(command, options),
    );
    const permissions = reply.CreateVolumePermissions ?? [];
    shared.set(
      SnapshotId,
      permissions.map(({ UserId, Group }) => UserId ?? Group ?? 'unknown'),
    );
  }
  return shared;
}

async function listFastRestores(clients: AwsClients, ids: readonly string[]) {
  const found = new Set<string>();
  for (const values of splitIntoBatches(ids)) {
    const wires = await readPages(
      clients,
      'DescribeFastSnapshotRestores',
      async (NextToken, options) => {
        const command = new DescribeFastSnapshotRestoresCommand({
          Filters: [{ Name: 'snapshot-id', Values: [...values] }],
          NextToken,
        });
        const reply = await clients.readEc2.send(command, options);
        const items = requireField(
          clients,
          'DescribeFastSnapshotRestores',
          reply.FastSnapshotRestores,
        );
        return { items, next: reply.NextToken };
      },
    );
    for (const { SnapshotId, State } of wires) {
      if (SnapshotId !== undefined && State !== 'disabled') found.add(SnapshotId);
    }
  }
  return found;
}
