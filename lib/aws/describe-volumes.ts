import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import type { Volume } from '@/lib/plan/inventory';
import type { AwsClients } from './create-clients';
import { readPages, requireField } from './read-aws';
import { splitIntoBatches } from './split-into-batches';

const PAGE_SIZE = 500;

/** The volumes that exist; a missing one is left out and does not fail the others. */
export async function describeVolumes(
  clients: AwsClients,
  volumeIds: readonly string[],
): Promise<readonly Volume[]> {
  const batches = await Promise.all(
    splitIntoBatches(volumeIds).map((batch) =>
      readPages(clients, 'DescribeVolumes', async (token, options) => {
        const command = new DescribeVolumesCommand({
          // As a filter: with VolumeIds one unknown id fails the whole call.
          Filters: [{ Name: 'volume-id', Values: [...batch] }],
          MaxResults: PAGE_SIZE,
          NextToken: token,
        });
        const reply = await clients.readEc2.send(command, options);
        const volumes = requireField(clients, 'DescribeVolumes', reply.Volumes);
        const items = volumes.map((wire) => ({
          volumeId: wire.VolumeId ?? '',
          sizeGib: wire.Size ?? 0,
          encrypted: wire.Encrypted ?? false,
          state: wire.State ?? 'unknown',
        }));
        return { items, next: reply.NextToken };
      }),
    ),
  );
  return batches.flat();
}
