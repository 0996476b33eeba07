import { expect, it } from 'vitest';
import { mapInstance } from './instances';

const EBS_ROOT = {
  InstanceId: 'i-1',
  State: { Name: 'running' as const },
  RootDeviceType: 'ebs' as const,
  RootDeviceName: '/dev/xvda',
  BlockDeviceMappings: [
    { DeviceName: '/dev/sdf', Ebs: { VolumeId: 'vol-data' } },
    { DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-root' } },
  ],
};

it('reads every address of every network card, each once', () => {
  const instance = mapInstance({
    ...EBS_ROOT,
    PrivateIpAddress: '10.0.0.1',
    Tags: [
      { Key: 'name', Value: 'not-this' },
      { Key: 'Name', Value: 'web-1' },
    ],
    NetworkInterfaces: [
      {
        PrivateIpAddress: '10.0.0.1',
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }, { PrivateIpAddress: '10.0.0.2' }],
      },
      { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.9' }] },
    ],
  });
  expect(instance).toEqual({
    instanceId: 'i-1',
    state: 'running',
    nameTag: 'web-1',
    primaryAddress: '10.0.0.1',
    addresses: ['10.0.0.1', '10.0.0.2', '10.0.1.9'],
    rootDeviceName: '/dev/xvda',
    rootDeviceType: 'ebs',
    mappedDevices: ['/dev/sdf', '/dev/xvda'],
    rootVolumeId: 'vol-root',
  });
});

it.each([
  ['an instance store', { ...EBS_ROOT, RootDeviceType: 'instance-store' as const }],
  ['a root device without a mapping', { ...EBS_ROOT, RootDeviceName: '/dev/sda1' }],
  ['no mapping at all', { InstanceId: 'i-1', RootDeviceName: '/dev/sda1' }],
  // Both absent must not count as "the same device".
  [
    'neither root device nor device name',
    { InstanceId: 'i-1', BlockDeviceMappings: [{ Ebs: { VolumeId: 'vol-9' } }] },
  ],
])('finds no root volume with %s', (_, wire) => {
  expect(mapInstance(wire)?.rootVolumeId).toBeNull();
});

it('reads a terminated instance, which has lost its addresses', () => {
  expect(mapInstance({ InstanceId: 'i-2', State: { Name: 'terminated' } })).toMatchObject({
    state: 'terminated',
    nameTag: null,
    primaryAddress: null,
    addresses: [],
  });
});
