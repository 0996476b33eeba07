import type { Instance as WireInstance } from '@aws-sdk/client-ec2';
import type { Instance } from '@/lib/plan/inventory';
import { markUnseen } from '@/lib/text/normalise-text';

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
