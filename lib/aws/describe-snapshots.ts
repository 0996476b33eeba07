import type { AwsClients } from './create-clients';
import { parseProgress, parseState } from './map-snapshot';
import { readSnapshots } from './read-snapshots';
import type { SnapshotReport } from './snapshot-report';
import { splitIntoBatches } from './split-into-batches';

/** One report per distinct id, in the order asked. */
export async function describeSnapshots(
  clients: AwsClients,
  snapshotIds: readonly string[],
): Promise<readonly SnapshotReport[]> {
  const batches = splitIntoBatches(snapshotIds);
  const found = await Promise.all(
    batches.map((values) => readSnapshots(clients, [{ name: 'snapshot-id', values }])),
  );
  const byId = new Map(found.flat().map((wire) => [wire.SnapshotId, wire]));
  return batches.flat().map((snapshotId) => {
    const wire = byId.get(snapshotId);
    if (wire === undefined) return { snapshotId, state: 'missing' };
    return {
      snapshotId,
      state: parseState(wire.State),
      progress: parseProgress(wire.Progress),
      stateMessage: wire.StateMessage || null,
    };
  });
}
