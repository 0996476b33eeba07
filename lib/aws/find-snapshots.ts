import type { AwsClients } from './create-clients';
import { mapSnapshot } from './map-snapshot';
import { readSnapshots } from './read-snapshots';
import type { FoundSnapshot } from './snapshot-report';

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

/** What a whole run left behind in this environment, oldest first; same lag. */
export async function findSnapshotsByRun(
  clients: AwsClients,
  runId: string,
): Promise<readonly FoundSnapshot[]> {
  return findByTags(clients, { 'snapgate:run': runId });
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
