import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  type Instance as WireInstance,
} from '@aws-sdk/client-ec2';
import { AppError } from '@/lib/errors/app-error';
import type { Instance, Volume } from '@/lib/plan/inventory';
import { markUnseen } from '@/lib/text/normalize-text';
import type { AwsClients } from './create-clients';
import { readAws, readPages, requireField, splitIntoBatches } from './read-aws';

export type InstanceQuery = {
  /** Private IPv4 addresses. */
  readonly addresses: readonly string[];
  /** Exact values of the Name tag. */
  readonly names: readonly string[];
};

/** What EC2 has there now; each fails with an `AppError` of an `aws-*` code. */
export type InstanceReads = {
  /**
   * Instances that hold one of the addresses or names, each once, terminated ones included. Costs
   * one call per 200 addresses, one per 200 names, and one more per 200 addresses that no live
   * instance has as its primary one.
   */
  readonly findInstances: (query: InstanceQuery) => Promise<readonly Instance[]>;
  /** The first instances of the account and region, `mostPages` calls of 1,000 at most. */
  readonly listInstances: (limits: { readonly mostPages: number }) => Promise<readonly Instance[]>;
  /** The volumes that exist; a missing one is left out and does not fail the others. */
  readonly describeVolumes: (volumeIds: readonly string[]) => Promise<readonly Volume[]>;
};

export function createInstanceReads(clients: AwsClients): InstanceReads {
  return {
    findInstances: (query) => findInstances(clients, query),
    listInstances: ({ mostPages }) => listInstances(clients, mostPages),
    describeVolumes: (volumeIds) => describeVolumes(clients, volumeIds),
  };
}

const PAGE_SIZE = 1_000;

async function findInstances(
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

const LIST_PAGE_SIZE = 1_000;

async function listInstances(clients: AwsClients, mostPages: number): Promise<readonly Instance[]> {
  const all: Instance[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const command = new DescribeInstancesCommand({ MaxResults: LIST_PAGE_SIZE, NextToken: token });
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

/** An instance as EC2 sent it, in our words; null without an id. Pure. */
export function mapInstance(wire: WireInstance): Instance | null {
  if (wire.InstanceId === undefined) return null;
  return {
    instanceId: wire.InstanceId,
    state: wire.State?.Name ?? 'unknown',
    nameTag: readNameTag(wire),
    primaryAddress: wire.PrivateIpAddress ?? null,
    addresses: listAddresses(wire),
    rootDeviceName: wire.RootDeviceName ?? null,
    rootDeviceType: wire.RootDeviceType ?? null,
    mappedDevices: (wire.BlockDeviceMappings ?? [])
      .map((one) => one.DeviceName)
      .filter((name) => name !== undefined),
    rootVolumeId: findRootVolume(wire),
  };
}

function readNameTag(wire: WireInstance): string | null {
  const value = wire.Tags?.find((tag) => tag.Key === 'Name')?.Value;
  return value === undefined ? null : markUnseen(value);
}

function listAddresses(wire: WireInstance): readonly string[] {
  const all = [
    wire.PrivateIpAddress,
    ...(wire.NetworkInterfaces ?? []).flatMap((card) => [
      card.PrivateIpAddress,
      ...(card.PrivateIpAddresses ?? []).map((address) => address.PrivateIpAddress),
    ]),
  ];
  return [...new Set(all.filter((address) => address !== undefined))];
}

// The root volume is the mapping whose device is the root device. An instance-store root has a
// root device name but no such mapping; where it has one, it is a data volume.
function findRootVolume(wire: WireInstance): string | null {
  if (wire.RootDeviceType === 'instance-store' || wire.RootDeviceName === undefined) return null;
  const root = wire.BlockDeviceMappings?.find((one) => one.DeviceName === wire.RootDeviceName);
  return root?.Ebs?.VolumeId ?? null;
}

const VOLUME_PAGE_SIZE = 500;

async function describeVolumes(
  clients: AwsClients,
  volumeIds: readonly string[],
): Promise<readonly Volume[]> {
  const batches = await Promise.all(
    splitIntoBatches(volumeIds).map((batch) =>
      readPages(clients, 'DescribeVolumes', async (token, options) => {
        const command = new DescribeVolumesCommand({
          // As a filter: with VolumeIds one unknown id fails the whole call.
          Filters: [{ Name: 'volume-id', Values: [...batch] }],
          MaxResults: VOLUME_PAGE_SIZE,
          NextToken: token,
        });
        const reply = await clients.readEc2.send(command, options);
        const volumes = requireField(clients, 'DescribeVolumes', reply.Volumes);
        const items = volumes.map((wire) => ({
          volumeId: wire.VolumeId ?? '',
          sizeGib: wire.Size ?? 0,
          encrypted: wire.Encrypted ?? false,
          state: wire.State ?? 'unknown',
          availabilityZone: wire.AvailabilityZone ?? null,
          volumeType: wire.VolumeType ?? null,
        }));
        return { items, next: reply.NextToken };
      }),
    ),
  );
  return batches.flat();
}
