import { CreateSnapshotCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import pLimit from 'p-limit';
import pg from 'pg';
import { openFreshConnections } from '@/lib/aws/create-clients';
import type { PlainCallsOrder } from './start-plain-caller';

/** The process of `startPlainCaller`: answers each order with how many milliseconds its calls took. */
process.on('message', (order: PlainCallsOrder) => {
  void timeCalls(order).then((ms) => process.send?.(ms));
});
process.once('disconnect', () => process.exit(0));

/** As the engine calls: through the SDK, one attempt, a connection of its own for each. */
const connections = openFreshConnections({ connectMs: 3_000 });
const requestHandler = new NodeHttpHandler({
  httpAgent: connections.http,
  httpsAgent: connections.https,
});
/** In the region of the environment's variables. */
const client = new EC2Client({ maxAttempts: 1, requestHandler });
const database = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
await database.query('CREATE TABLE plain_call (volume_id text PRIMARY KEY, snapshot_id text)');

async function timeCalls({ addresses, concurrency }: PlainCallsOrder): Promise<number> {
  const volumeIds = await listRootVolumes(addresses);
  const slots = pLimit(concurrency);
  const begunAt = performance.now();
  await Promise.all(
    volumeIds.map(async (volumeId) => {
      const snapshotId = await slots(() => markAndCall(volumeId));
      // As in the engine, the next call has the slot meanwhile.
      await database.query('UPDATE plain_call SET snapshot_id = $2 WHERE volume_id = $1', [
        volumeId,
        snapshotId,
      ]);
    }),
  );
  return performance.now() - begunAt;
}

async function markAndCall(volumeId: string): Promise<string | undefined> {
  await database.query('INSERT INTO plain_call (volume_id) VALUES ($1)', [volumeId]);
  const { SnapshotId } = await client.send(buildCommand(volumeId));
  return SnapshotId;
}

async function listRootVolumes(addresses: readonly string[]): Promise<readonly string[]> {
  const filter = { Name: 'private-ip-address', Values: [...addresses] };
  const { Reservations = [] } = await client.send(
    new DescribeInstancesCommand({ Filters: [filter] }),
  );
  const found = Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(
    ({ BlockDeviceMappings: [root] = [] }) => root?.Ebs?.VolumeId ?? [],
  );
  if (found.length !== addresses.length) throw new Error('EC2 does not know every address.');
  return found;
}

/** With as many tags as a run's create has. */
function buildCommand(VolumeId: string): CreateSnapshotCommand {
  const Tags = ['Name', 'CreatorName', 'Ticket', 'snapgate:run', 'snapgate:step'].map((Key) => ({
    Key,
    Value: VolumeId,
  }));
  return new CreateSnapshotCommand({
    VolumeId,
    Description: `Plain call for ${VolumeId}`,
    TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
  });
}
