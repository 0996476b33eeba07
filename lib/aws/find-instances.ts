import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { AppError } from '@/lib/errors/app-error';
import type { Instance } from '@/lib/plan/inventory';
import type { AwsClients } from './create-clients';
import { mapInstance } from './map-instance';
import { readPages, requireField } from './read-aws';
import { splitIntoBatches } from './split-into-batches';

export type InstanceQuery = {
  /** Private IPv4 addresses. */
  readonly addresses: readonly string[];
  /** Exact values of the Name tag. */
  readonly names: readonly string[];
};

const PAGE_SIZE = 1_000;

/**
 * Instances that hold one of the addresses or names, each once, terminated ones included. Costs
 * one call per 200 addresses, one per 200 names, and one more per 200 addresses that no live
 * instance has as its primary one.
 */
export async function findInstances(
  clients: AwsClients,
  query: InstanceQuery,
): Promise<readonly Instance[]> {
  [...query.addresses, ...query.names].forEach(refusePattern);
  const found = await Promise.all([
    findBy(clients, 'private-ip-address', query.addresses),
    findBy(clients, 'tag:Name', query.names),
  ]);
  const first = found.flat();
  const missing = listUnmatched(query.addresses, first);
  const secondary = await findBy(
    clients,
    'network-interface.addresses.private-ip-address',
    missing,
  );
  const byId = new Map([...first, ...secondary].map((one) => [one.instanceId, one]));
  return [...byId.values()];
}

async function findBy(
  clients: AwsClients,
  filter: string,
  values: readonly string[],
): Promise<readonly Instance[]> {
  const batches = await Promise.all(
    splitIntoBatches(values).map((batch) =>
      readPages(clients, 'DescribeInstances', async (token, options) => {
        const command = new DescribeInstancesCommand({
          Filters: [{ Name: filter, Values: [...batch] }],
          MaxResults: PAGE_SIZE,
          NextToken: token,
        });
        const reply = await clients.readEc2.send(command, options);
        const reservations = requireField(clients, 'DescribeInstances', reply.Reservations);
        const wires = reservations.flatMap((one) => one.Instances ?? []);
        return { items: wires.map(mapInstance), next: reply.NextToken };
      }),
    ),
  );
  return batches.flat().filter((one) => one !== null);
}

// A terminated instance may still show the address that a new one will get or that another one
// holds as a secondary address, so only a live match settles an address.
function listUnmatched(
  addresses: readonly string[],
  instances: readonly Instance[],
): readonly string[] {
  const matched = new Set(
    instances
      .filter((one) => one.state !== 'terminated' && one.state !== 'shutting-down')
      .flatMap((one) => one.addresses),
  );
  return addresses.filter((address) => !matched.has(address));
}

/** EC2 reads `*` and `?` in a filter as wildcards, and `\` as what escapes them. */
function refusePattern(value: string): void {
  if (!/[*?\\]/.test(value)) return;
  throw new AppError({
    code: 'aws-refused',
    message: `"${value.slice(0, 200)}" is a pattern for EC2, not one server.`,
    hint: 'Write the exact address or Name tag, without * ? or backslash.',
  });
}
