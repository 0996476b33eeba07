import { DescribeLockedSnapshotsCommand, type LockedSnapshotsInfo } from '@aws-sdk/client-ec2';
import { AppError } from '@/lib/errors/app-error';
import type { AwsClients } from './create-clients';
import { readPages, requireField } from './read-aws';
import type { SnapshotLock } from './snapshot-report';
import { splitIntoBatches } from './split-into-batches';

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
