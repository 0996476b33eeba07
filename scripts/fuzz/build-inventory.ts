import { mapInstance } from '@/lib/aws/instances';
import type { listLookups } from '@/lib/plan/index-inventory';
import type { EnvironmentInventory } from '@/lib/plan/inventory';

/** What EC2 would say: an instance with a root volume of its own behind every address and name. */
export function buildInventory(
  { addresses, names }: ReturnType<typeof listLookups>,
  number: number,
  nameTag: () => string,
): EnvironmentInventory {
  const wanted = [
    ...addresses.map((address) => ({ address, name: nameTag() })),
    ...names.map((name, at) => ({ address: `172.16.${at >> 8}.${at % 256}`, name })),
  ];
  const id = (at: number) => `0${number.toString(16)}${at.toString(16).padStart(4, '0')}`;
  const instances = wanted.map(({ address, name }, at) =>
    mapInstance({
      InstanceId: `i-${id(at)}`,
      State: { Name: 'running' },
      RootDeviceType: 'ebs',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: `vol-${id(at)}` } }],
      PrivateIpAddress: address,
      Tags: [{ Key: 'Name', Value: name }],
    }),
  );
  return {
    environment: 'prod-eu',
    region: 'eu-west-1',
    accountId: '111122223333',
    identityArn: null,
    extraTags: [],
    keepDays: null,
    instances: instances.filter((one) => one !== null),
    volumes: wanted.map((_, at) => ({
      volumeId: `vol-${id(at)}`,
      sizeGib: 8,
      encrypted: true,
      state: 'in-use',
    })),
    snapshots: [],
    problems: [],
  };
}
