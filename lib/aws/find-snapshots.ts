import type { Snapshot as WireSnapshot } from '@aws-sdk/client-ec2';
import type { AwsClients } from './create-clients';
import { mapSnapshot } from './map-snapshot';
import { readSnapshots } from './read-snapshots';
import type { FoundSnapshot, TaggedSnapshot } from './snapshot-report';
import { splitIntoBatches } from './split-into-batches';

/**
 * What a step's create calls left behind, oldest first. An empty list is no proof that nothing
 * was created: EC2's reads lag behind by seconds, in bad hours by minutes.
 */
export async function findSnapshotsByStep(
  clients: AwsClients,
  step: { readonly runId: string; readonly stepId: string },
): Promise<readonly FoundSnapshot[]> {
  return findByTags(clients, { 'snapgate:run': step.runId, 'snapgate:step': step.stepId });
}

/** What whole runs left behind in this environment, 200 runs a call; same lag. */
export async function findSnapshotsOfRuns(
  clients: AwsClients,
  runIds: readonly string[],
): Promise<readonly TaggedSnapshot[]> {
  const found: TaggedSnapshot[] = [];
  for (const values of splitIntoBatches(runIds)) {
    const wires = await readSnapshots(clients, [{ name: 'tag:snapgate:run', values }]);
    for (const wire of wires) {
      const snapshot = mapSnapshot(wire);
      const runId = readTag(wire, 'snapgate:run');
      if (snapshot === null || runId === null) continue;
      found.push({ ...snapshot, runId, stepId: readTag(wire, 'snapgate:step') });
    }
  }
  return found;
}

function readTag({ Tags }: WireSnapshot, key: string): string | null {
  return Tags?.find((tag) => tag.Key === key)?.Value ?? null;
}

async function findByTags(
  clients: AwsClients,
  tags: Readonly<Record<string, string>>,
): Promise<readonly FoundSnapshot[]> {
  const filters = Object.entries(tags).map(([key, value]) => ({
    name: `tag:${key}`,
    values: [value],
  }));
  const found = await readSnapshots(clients, filters);
  return found
    .map(mapSnapshot)
    .filter((one) => one !== null)
    .toSorted(
      (one, other) =>
        one.startedAt.localeCompare(other.startedAt) ||
        one.snapshotId.localeCompare(other.snapshotId),
    );
}
