import { DescribeSnapshotsCommand, type Snapshot as WireSnapshot } from '@aws-sdk/client-ec2';
import type { AwsClients } from './create-clients';
import { readPages, requireField } from './read-aws';

const PAGE_SIZE = 1_000;

/** All own snapshots that pass one filter. */
export async function readSnapshots(
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
