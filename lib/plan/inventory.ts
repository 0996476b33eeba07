import type { FindingCode, SnapshotTag } from './plan';

/** An EC2 instance as a plan needs it. Terminated and shutting-down ones are still in the list. */
export type Instance = {
  readonly instanceId: string;
  /** `pending`, `running`, `stopping`, `stopped`, `shutting-down` or `terminated`. */
  readonly state: string;
  readonly nameTag: string | null;
  readonly primaryAddress: string | null;
  /** Every private IPv4 address of every network interface, the primary one included. */
  readonly addresses: readonly string[];
  readonly rootDeviceName: string | null;
  /** `ebs` or `instance-store`; null where EC2 did not say. */
  readonly rootDeviceType: string | null;
  /** Device names under which EBS volumes are attached. */
  readonly mappedDevices: readonly string[];
  /** Null for instance-store roots and where the mapping of the root device is missing. */
  readonly rootVolumeId: string | null;
};

export type Volume = {
  readonly volumeId: string;
  readonly sizeGib: number;
  readonly encrypted: boolean;
  /** `creating`, `available`, `in-use`, `deleting`, `deleted` or `error`. */
  readonly state: string;
  /** Such as `eu-west-1a`; null where EC2 did not say. */
  readonly availabilityZone?: string | null;
  /** Such as `gp3`; null where EC2 did not say. */
  readonly volumeType?: string | null;
};

export type ExistingSnapshot = {
  readonly snapshotId: string;
  readonly volumeId: string;
  /** `pending`, `completed`, `error`, `recoverable` or `recovering`. */
  readonly state: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** Value of its `Ticket` tag, if any. */
  readonly ticket: string | null;
};

/** What one environment holds of the things a ticket names, or why it could not be asked. */
export type EnvironmentInventory = {
  readonly environment: string;
  readonly region: string;
  readonly accountId: string | null;
  readonly identityArn: string | null;
  /** What every snapshot there gets besides Snapgate's own tags. */
  readonly extraTags: readonly SnapshotTag[];
  /** Days until its snapshots expire; null: they do not. */
  readonly keepDays: number | null;
  readonly instances: readonly Instance[];
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly ExistingSnapshot[];
  /** Such as unreachable, or `ec2:CreateSnapshot` denied. Blocks the plan. */
  readonly problems: readonly {
    readonly code: Extract<FindingCode, 'environment-unreachable' | 'environment-denied'>;
    readonly message: string;
    readonly hint: string;
    /** A command that tells more, ready to copy. */
    readonly command?: string;
  }[];
};
