import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import type { Instance } from '@/lib/plan/inventory';
import type { AwsClients } from './create-clients';
import { mapInstance } from './map-instance';
import { readAws, requireField } from './read-aws';

const PAGE_SIZE = 1_000;

/** The first instances of the account and region, `mostPages` calls of 1,000 at most. */
export async function listInstances(
  clients: AwsClients,
  { mostPages }: { readonly mostPages: number },
): Promise<readonly Instance[]> {
  const all: Instance[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const command = new DescribeInstancesCommand({ MaxResults: PAGE_SIZE, NextToken: token });
    const reply = await readAws(clients, 'DescribeInstances', (options) =>
      clients.readEc2.send(command, options),
    );
    const reservations = requireField(clients, 'DescribeInstances', reply.Reservations);
    const wires = reservations.flatMap((one) => one.Instances ?? []);
    all.push(...wires.map(mapInstance).filter((one) => one !== null));
    token = reply.NextToken === '' ? undefined : reply.NextToken;
    if (token === undefined) break;
  }
  return all;
}
