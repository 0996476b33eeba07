import { z } from 'zod';
import type { Ec2World, InstanceRecord, VolumeRecord } from './ec2-world';

export const instanceChanges = z.object({
  state: z.exactOptional(
    z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']),
  ),
  /** Moves the address here: its owner in this account and region loses it. */
  primaryAddress: z.exactOptional(z.string()),
  nameTag: z.exactOptional(z.string()),
});

export const volumeChanges = z.object({
  state: z.exactOptional(
    z.enum(['creating', 'available', 'in-use', 'deleting', 'deleted', 'error']),
  ),
  sizeGib: z.exactOptional(z.int().min(1)),
  snapshotDurationMs: z.exactOptional(z.number().min(0)),
  snapshotOutcome: z.exactOptional(z.enum(['completed', 'error'])),
});

export type InstanceChanges = z.infer<typeof instanceChanges>;
export type VolumeChanges = z.infer<typeof volumeChanges>;

/** What someone else does to an instance between the preview and Execute. False: no such one. */
export function editInstance(world: Ec2World, id: string, changes: InstanceChanges): boolean {
  const edited = world.instances.find(({ instanceId }) => instanceId === id);
  if (edited === undefined) return false;
  world.instances = world.instances.map((one) =>
    one === edited ? change(one, changes) : loseAddress(one, edited, changes.primaryAddress),
  );
  if (changes.state === 'terminated') {
    world.volumes = world.volumes.filter(({ attachedTo }) => attachedTo !== id);
  }
  return true;
}

export function editVolume(world: Ec2World, id: string, changes: VolumeChanges): boolean {
  const edited = world.volumes.find(({ volumeId }) => volumeId === id);
  if (edited === undefined) return false;
  const replacement: VolumeRecord = { ...edited, ...changes };
  world.volumes = world.volumes.map((one) => (one === edited ? replacement : one));
  return true;
}

function change(instance: InstanceRecord, changes: InstanceChanges): InstanceRecord {
  const { nameTag, ...rest } = changes;
  const tags = nameTag === undefined ? instance.tags : { ...instance.tags, Name: nameTag };
  const disks = changes.state === 'terminated' ? [] : instance.disks;
  return { ...instance, ...rest, tags, disks };
}

function loseAddress(
  instance: InstanceRecord,
  winner: InstanceRecord,
  address: string | undefined,
): InstanceRecord {
  const loses =
    address !== undefined &&
    instance.primaryAddress === address &&
    instance.accountId === winner.accountId &&
    instance.region === winner.region;
  return loses ? { ...instance, primaryAddress: null } : instance;
}
