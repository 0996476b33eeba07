import type { Clock } from '../server/clock';
import type { SandboxSettings } from '../server/settings';

type Place = { readonly accountId: string; readonly region: string };

export type InstanceState =
  'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export type Tags = Readonly<Record<string, string>>;

export type InstanceRecord = Place & {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly state: InstanceState;
  readonly tags: Tags;
  readonly launchedAt: number;
  /** Null where another instance took the address over. */
  readonly primaryAddress: string | null;
  readonly secondaryAddresses: readonly string[];
  readonly vpcId: string;
  readonly rootDeviceType: 'ebs' | 'instance-store';
  readonly rootDeviceName: string;
  readonly disks: readonly { readonly deviceName: string; readonly volumeId: string }[];
};

export type VolumeState = 'creating' | 'available' | 'in-use' | 'deleting' | 'deleted' | 'error';

export type VolumeRecord = Place & {
  readonly volumeId: string;
  readonly volumeType: string;
  readonly sizeGib: number;
  readonly encrypted: boolean;
  readonly state: VolumeState;
  readonly createdAt: number;
  readonly attachedTo: string | null;
  readonly deviceName: string;
  readonly tags: Tags;
  /** Overrides the setting for snapshots of this volume. */
  readonly snapshotDurationMs?: number;
  readonly snapshotOutcome?: SnapshotOutcome;
  /** What happens to each new snapshot of this volume: it is locked, shared, or used. */
  readonly snapshotMarks?: SnapshotMarks;
};

export type SnapshotMarks = Partial<
  Pick<SnapshotRecord, 'lockedUntil' | 'usedByImage' | 'sharedWith' | 'fastRestore'>
>;

export type SnapshotOutcome = 'completed' | 'error';

export type SnapshotRecord = Place & {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly volumeSizeGib: number;
  readonly encrypted: boolean;
  readonly description: string;
  readonly tags: Tags;
  readonly startedAt: number;
  /** A sample that is always this old, so that "younger than 15 minutes" stays true in a demo. */
  readonly constantAgeMs?: number;
  readonly durationMs: number;
  readonly outcome: SnapshotOutcome;
  /** Until then no one can delete it. */
  readonly lockedUntil?: number;
  /** An image that was made from it. */
  readonly usedByImage?: string;
  /** Accounts that may make volumes from it. */
  readonly sharedWith?: readonly string[];
  readonly fastRestore?: boolean;
  /** Samples are recreated at each start; what someone created is kept. */
  readonly origin: 'sample' | 'call';
};

/** Everything the EC2 stand-in holds, over all accounts and regions. */
export type Ec2World = {
  instances: InstanceRecord[];
  volumes: VolumeRecord[];
  snapshots: SnapshotRecord[];
};

/** What operations need beside the world itself. */
export type Ec2Surroundings = {
  readonly world: Ec2World;
  readonly clock: Clock;
  readonly settings: SandboxSettings;
  /** Told after each change, so that it can be saved. */
  readonly onChange: () => void;
};

/** Those of the records that an account sees in a region. */
export function inPlace<T extends Place>(records: readonly T[], place: Place): readonly T[] {
  return records.filter((one) => isInPlace(one, place));
}

/** Whether the account sees the record in the region. */
export function isInPlace(record: Place, { accountId, region }: Place): boolean {
  return record.accountId === accountId && record.region === region;
}
