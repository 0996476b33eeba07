import { CreateSnapshotCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Harness } from '@/scripts/chaos/harness';
import type { BulkTicket } from '@/scripts/chaos/bulk-tickets';

/**
 * How the script did it, on the same stand-in: for each task one lookup of the instance, then one
 * create, one after the other. Milliseconds.
 */
export async function timeScript({ sandbox }: Harness, { sample }: BulkTicket): Promise<number> {
  sandbox.addSample(sample);
  const ec2 = new EC2Client({});
  const begunAt = performance.now();
  for (const server of sample.servers) {
    const found = await ec2.send(
      new DescribeInstancesCommand({
        Filters: [{ Name: 'private-ip-address', Values: [server.address] }],
      }),
    );
    const volumeId =
      found.Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId;
    await ec2.send(new CreateSnapshotCommand({ VolumeId: volumeId }));
  }
  return performance.now() - begunAt;
}
