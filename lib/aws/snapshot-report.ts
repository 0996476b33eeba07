import { DescribeLockedSnapshotsCommand, type LockedSnapshotsInfo } from '@aws-sdk/client-ec2';
import { AppError } from '@/lib/errors/app-error';
import type { AwsClients } from './create-clients';
import { readPages, requireField, splitIntoBatches } from './read-aws';

/** A snapshot's own state, as EC2 reports it. */
export type SnapshotState = 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering';

/** A snapshot that was found by the tags of a run. */
export type FoundSnapshot = {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly state: SnapshotState;
  /** 0-100; null before EC2 tells. */
  readonly progress: number | null;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
};

/** A snapshot that carries a run's tag; the step's may be missing if someone changed the tags. */
export type TaggedSnapshot = FoundSnapshot & {
  readonly runId: string;
  readonly stepId: string | null;
  readonly ticket: string | null;
};

/**
 * How a snapshot is doing. `missing` means that EC2 does not list it: deleted, or so new that the
 * lagging read does not see it yet.
 */
export type SnapshotReport =
  | {
      readonly snapshotId: string;
      readonly state: SnapshotState;
      /** 0-100; null before EC2 tells. */
      readonly progress: number | null;
      /** Why it failed, in EC2's words. */
      readonly stateMessage: string | null;
    }
  | { readonly snapshotId: string; readonly state: 'missing' };

/** What keeps a snapshot from being deleted. */
export type SnapshotLock = {
  readonly snapshotId: string;
  readonly mode: 'compliance' | 'compliance-cooloff' | 'governance';
  /** ISO 8601 UTC; null where EC2 does not say. */
  readonly until: string | null;
};

/**
 * The locks that keep some of these snapshots from being deleted. Null where these credentials may
 * not ask: the permission is not needed for anything else. Ids that do not exist make EC2 refuse.
 */
export async function describeLocks(
  clients: AwsClients,
  snapshotIds: readonly string[],
): Promise<readonly SnapshotLock[] | null> {
  try {
    const batches = splitIntoBatches(snapshotIds).map((ids) => readLocks(clients, ids));
    return (await Promise.all(batches)).flat().flatMap(mapLock);
  } catch (error) {
    if (error instanceof AppError && error.code === 'aws-denied') return null;
    throw error;
  }
}

function readLocks(clients: AwsClients, snapshotIds: readonly string[]) {
  return readPages(clients, 'DescribeLockedSnapshots', async (token, options) => {
    const command = new DescribeLockedSnapshotsCommand({
      SnapshotIds: [...snapshotIds],
      NextToken: token,
    });
    const reply = await clients.readEc2.send(command, options);
    return {
      items: requireField(clients, 'DescribeLockedSnapshots', reply.Snapshots),
      next: reply.NextToken,
    };
  });
}

/** EC2 goes on listing a lock that has expired; it protects nothing. */
function mapLock({ SnapshotId, LockState, LockExpiresOn }: LockedSnapshotsInfo): SnapshotLock[] {
  if (SnapshotId === undefined || LockState === undefined || LockState === 'expired') return [];
  return [{ snapshotId: SnapshotId, mode: LockState, until: LockExpiresOn?.toISOString() ?? null }];
}
