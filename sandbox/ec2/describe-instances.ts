import { AwsError } from './aws-error';
import type { Ec2Operation } from './ec2-operation';
import { inPlace, type InstanceRecord } from './ec2-world';
import { matchesFilters, type FilterFields } from './matches-filters';
import { pageOfResults } from './page-of-results';
import { pickByIds } from './pick-by-ids';
import { readFilters, parseList } from './query-form';
import { xmlList, xmlTags, type XmlValue } from './xml-reply';

const FIELDS: FilterFields<InstanceRecord> = {
  'instance-id': (one) => [one.instanceId],
  'instance-state-name': (one) => [one.state],
  'private-ip-address': (one) => (one.primaryAddress === null ? [] : [one.primaryAddress]),
  'network-interface.addresses.private-ip-address': addressesOf,
  'block-device-mapping.volume-id': (one) => one.disks.map(({ volumeId }) => volumeId),
  'vpc-id': (one) => [one.vpcId],
};

const MISSING = { code: 'InvalidInstanceID.NotFound', noun: 'instance ID' };

const STATE_CODES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

/** DescribeInstances. The order is that of the ids, which tells nothing, as on EC2. */
export const describeInstances: Ec2Operation = ({ form, place, surroundings }) => {
  const ids = parseList(form, 'InstanceId');
  if (ids.length > 0 && form.has('MaxResults')) {
    const message = 'The parameter instancesSet cannot be used with the parameter maxResults';
    throw new AwsError('InvalidParameterCombination', message);
  }
  const visible = inPlace(surroundings.world.instances, place);
  const found = pickByIds(visible, ids, ({ instanceId }) => instanceId, MISSING)
    .filter(matchesFilters(readFilters(form), FIELDS))
    .toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
  const { page, nextToken } = pageOfResults(found, form);
  return { reservationSet: xmlList(page.map(toReservation)), nextToken };
};

function addressesOf(instance: InstanceRecord): readonly string[] {
  const { primaryAddress, secondaryAddresses } = instance;
  return primaryAddress === null ? [] : [primaryAddress, ...secondaryAddresses];
}

function toReservation(instance: InstanceRecord): XmlValue {
  return {
    reservationId: instance.instanceId.replace(/^i-/, 'r-'),
    ownerId: instance.accountId,
    groupSet: '',
    instancesSet: xmlList([toInstance(instance)]),
  };
}

function toInstance(instance: InstanceRecord): XmlValue {
  return {
    instanceId: instance.instanceId,
    imageId: 'ami-0123456789abcdef0',
    instanceState: { code: STATE_CODES[instance.state], name: instance.state },
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchedAt).toISOString(),
    placement: { availabilityZone: `${instance.region}a`, tenancy: 'default' },
    vpcId: instance.primaryAddress === null ? undefined : instance.vpcId,
    privateIpAddress: instance.primaryAddress ?? undefined,
    architecture: 'x86_64',
    rootDeviceType: instance.rootDeviceType,
    rootDeviceName: instance.rootDeviceName,
    blockDeviceMapping: xmlList(instance.disks.map((disk) => toMapping(disk, instance.launchedAt))),
    networkInterfaceSet: xmlList(toInterfaces(instance)),
    tagSet: xmlTags(instance.tags),
  };
}

function toMapping(disk: InstanceRecord['disks'][number], attachedAt: number): XmlValue {
  return {
    deviceName: disk.deviceName,
    ebs: {
      volumeId: disk.volumeId,
      status: 'attached',
      attachTime: new Date(attachedAt).toISOString(),
      deleteOnTermination: true,
    },
  };
}

function toInterfaces(instance: InstanceRecord): readonly XmlValue[] {
  if (instance.primaryAddress === null) return [];
  const addresses = addressesOf(instance).map((privateIpAddress, position) => ({
    privateIpAddress,
    primary: position === 0,
  }));
  return [
    {
      networkInterfaceId: instance.instanceId.replace(/^i-/, 'eni-'),
      vpcId: instance.vpcId,
      ownerId: instance.accountId,
      status: 'in-use',
      privateIpAddress: instance.primaryAddress,
      privateIpAddressesSet: xmlList(addresses),
    },
  ];
}
