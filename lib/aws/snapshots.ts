import { DescribeSnapshotsCommand, type Snapshot as WireSnapshot } from '@aws-sdk/client-ec2';
import type { ExistingSnapshot } from '@/lib/plan/inventory';
import type { AwsClients } from './create-clients';
import { readPages, requireField, splitIntoBatches } from './read-aws';
import type {
  FoundSnapshot,
  SnapshotReport,
  SnapshotState,
  TaggedSnapshot,
} from './snapshot-report';

/** This account's own snapshots in one region, as EC2's lagging reads see them. */
export type SnapshotReads = {
  /**
   * What a step's create calls left behind, oldest first. An empty list is no proof that nothing
   * was created: EC2's reads lag behind by seconds, in bad hours by minutes.
   */
  readonly findSnapshotsByStep: (step: {
    readonly runId: string;
    readonly stepId: string;
  }) => Promise<readonly FoundSnapshot[]>;
  /** What whole runs left behind in this environment, 200 runs a call; same lag. */
  readonly findSnapshotsOfRuns: (runIds: readonly string[]) => Promise<readonly TaggedSnapshot[]>;
  /** Everything in this environment that carries any run's tag, in whichever record it is. */
  readonly listTaggedSnapshots: () => Promise<readonly TaggedSnapshot[]>;
  /** One report per distinct id, in the order asked. */
  readonly describeSnapshots: (
    snapshotIds: readonly string[],
  ) => Promise<readonly SnapshotReport[]>;
  /** Every snapshot this account has of the volumes, in no order. */
  readonly listSnapshots: (volumeIds: readonly string[]) => Promise<readonly ExistingSnapshot[]>;
};

export function createSnapshotReads(clients: AwsClients): SnapshotReads {
  return {
    findSnapshotsByStep: ({ runId, stepId }) =>
      findByTags(clients, { 'snapgate:run': runId, 'snapgate:step': stepId }),
    findSnapshotsOfRuns: (runIds) => findOfRuns(clients, runIds),
    async listTaggedSnapshots() {
      const filter = { name: 'tag-key', values: ['snapgate:run'] };
      return (await fetchSnapshots(clients, [filter])).flatMap(mapTagged);
    },
    describeSnapshots: (snapshotIds) => describeSnapshots(clients, snapshotIds),
    listSnapshots: (volumeIds) => listSnapshots(clients, volumeIds),
  };
}

async function findOfRuns(
  clients: AwsClients,
  runIds: readonly string[],
): Promise<readonly TaggedSnapshot[]> {
  const found: TaggedSnapshot[] = [];
  for (const values of splitIntoBatches(runIds)) {
    const wires = await fetchSnapshots(clients, [{ name: 'tag:snapgate:run', values }]);
    found.push(...wires.flatMap(mapTagged));
  }
  return found;
}

function mapTagged(wire: WireSnapshot): readonly TaggedSnapshot[] {
  const snapshot = mapSnapshot(wire);
  const runId = readTag(wire, 'snapgate:run');
  if (snapshot === null || runId === null) return [];
  const [stepId, ticket] = [readTag(wire, 'snapgate:step'), readTag(wire, 'Ticket')];
  return [{ ...snapshot, runId, stepId, ticket }];
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
  const found = await fetchSnapshots(clients, filters);
  return found
    .map(mapSnapshot)
    .filter((one) => one !== null)
    .toSorted(
      (one, other) =>
        one.startedAt.localeCompare(other.startedAt) ||
        one.snapshotId.localeCompare(other.snapshotId),
    );
}

async function describeSnapshots(
  clients: AwsClients,
  snapshotIds: readonly string[],
): Promise<readonly SnapshotReport[]> {
  const batches = splitIntoBatches(snapshotIds);
  const found = await Promise.all(
    batches.map((values) => fetchSnapshots(clients, [{ name: 'snapshot-id', values }])),
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

async function listSnapshots(
  clients: AwsClients,
  volumeIds: readonly string[],
): Promise<readonly ExistingSnapshot[]> {
  const batches = await Promise.all(
    splitIntoBatches(volumeIds).map((values) =>
      fetchSnapshots(clients, [{ name: 'volume-id', values }]),
    ),
  );
  return batches.flat().flatMap((wire) => {
    const snapshot = mapSnapshot(wire);
    if (snapshot === null) return [];
    const { snapshotId, volumeId, state, startedAt } = snapshot;
    return [{ snapshotId, volumeId, state, startedAt, ticket: readTag(wire, 'Ticket') }];
  });
}

const PAGE_SIZE = 1_000;

/** All own snapshots that pass one filter. */
async function fetchSnapshots(
  clients: AwsClients,
  filters: readonly { readonly name: string; readonly values: readonly string[] }[],
): Promise<readonly WireSnapshot[]> {
  return readPages(clients, 'DescribeSnapshots', async (token, options) => {
    const command = new DescribeSnapshotsCommand({
      OwnerIds: ['self'],
      Filters: filters.map(({ name, values }) => ({ Name: name, Values: [...values] })),
      MaxResults: PAGE_SIZE,
      NextToken: token,
    });
    const reply = await clients.readEc2.send(command, options);
    return {
      items: requireField(clients, 'DescribeSnapshots', reply.Snapshots),
      next: reply.NextToken,
    };
  });
}

const STATES: readonly SnapshotState[] = [
  'pending',
  'completed',
  'error',
  'recoverable',
  'recovering',
];

/** Null where EC2 left out what makes a snapshot a snapshot. Pure. */
export function mapSnapshot(wire: WireSnapshot): FoundSnapshot | null {
  if (wire.SnapshotId === undefined || wire.StartTime === undefined) return null;
  return {
    snapshotId: wire.SnapshotId,
    volumeId: wire.VolumeId ?? '',
    state: parseState(wire.State),
    progress: parseProgress(wire.Progress),
    startedAt: wire.StartTime.toISOString(),
  };
}

/** A word we do not know yet is not final, so the snapshot goes on being watched. */
export function parseState(state: string | undefined): SnapshotState {
  return STATES.find((one) => one === state) ?? 'pending';
}

/** EC2 writes `37%`, and nothing or an empty text at the start. */
export function parseProgress(progress: string | undefined): number | null {
  const digits = /^(\d{1,3})(?:\.\d+)?%$/.exec(progress?.trim() ?? '')?.[1];
  return digits === undefined ? null : Math.min(100, Number(digits));
}
