import type { ExistingSnapshot } from '@/lib/plan/inventory';
import type { AwsClients } from './create-clients';
import { mapSnapshot } from './map-snapshot';
import { readSnapshots } from './read-snapshots';
import { splitIntoBatches } from './split-into-batches';

/** Every snapshot this account has of the volumes, in no order. */
export async function listSnapshots(
  clients: AwsClients,
  volumeIds: readonly string[],
): Promise<readonly ExistingSnapshot[]> {
  const batches = await Promise.all(
    splitIntoBatches(volumeIds).map((values) =>
      readSnapshots(clients, [{ name: 'volume-id', values }]),
    ),
  );
  return batches.flat().flatMap((wire) => {
    const snapshot = mapSnapshot(wire);
    if (snapshot === null) return [];
    const { snapshotId, volumeId, state, startedAt } = snapshot;
    const ticket = wire.Tags?.find((tag) => tag.Key === 'Ticket')?.Value ?? null;
    return [{ snapshotId, volumeId, state, startedAt, ticket }];
  });
}
