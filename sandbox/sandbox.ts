import type { SandboxEnvironment } from './ec2/accounts';
import type { Ec2World } from './ec2/ec2-world';
import type { InstanceChanges, VolumeChanges } from './ec2/edit-world';
import type { TicketStore } from './freshservice/ticket-store';
import type { Sample, SampleTask } from './samples/sample';
import type { CallLog } from './server/call-log';
import type { Clock } from './server/clock';
import type { FaultRegistry } from './server/fault-registry';
import type { SandboxSettings } from './server/settings';
import type { SlackStore } from './slack/slack-store';

export const STAND_INS = ['freshservice', 'ec2', 'slack', 'oidc'] as const;
export type StandIn = (typeof STAND_INS)[number];

export type SandboxOptions = {
  /** Where keys and kept state lie; used with `persist` only. */
  readonly dataDir: string;
  /** 0 or absent: any free port. */
  readonly ports?: Partial<Record<StandIn | 'control', number>>;
  /** Where the product is reached; more addresses can be allowed later with `allowApp`. */
  readonly appUrl: string | readonly string[];
  /** Unset: all of them. */
  readonly include?: readonly StandIn[];
  /** Keeps snapshots, messages and keys over a restart. */
  readonly persist?: boolean;
  /** Host name in every address; must lead to this machine. Unset: 127.0.0.1. */
  readonly host?: string;
  readonly settings?: Partial<SandboxSettings>;
  /** The sign-in provider's address where TLS ends in front of it. Unset: where it listens. */
  readonly issuer?: string;
  /** Names of the environments in `AWS_ENVIRONMENTS`. Unset: prod-eu and prod-us. */
  readonly awsEnvironments?: readonly SandboxEnvironment['name'][];
  /** By environment: the groups whose members alone may execute there. */
  readonly operators?: Readonly<Record<string, readonly string[]>>;
  readonly clock?: Clock;
};

/** Running stand-ins. A stand-in that was left out has its values, but nothing listens there. */
export type Sandbox = {
  readonly freshservice: {
    /** Ends in `/api/v2`. */
    readonly url: string;
    readonly apiKey: string;
    readonly tickets: TicketStore;
    /** Replaces all tasks of a ticket; false: there is no such ticket. */
    readonly writeTasks: (reference: string, tasks: readonly SampleTask[]) => boolean;
  };
  readonly ec2: {
    /** EC2 and STS. */
    readonly url: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly world: Ec2World;
    /** What someone else does to an instance or volume; false: there is none with this id. */
    readonly editInstance: (instanceId: string, changes: InstanceChanges) => boolean;
    readonly editVolume: (volumeId: string, changes: VolumeChanges) => boolean;
    readonly environments: readonly SandboxEnvironment[];
  };
  readonly slack: {
    /** Ends in `/api/`. */
    readonly url: string;
    readonly token: string;
    readonly channel: string;
    readonly messages: SlackStore;
  };
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    /** Lets an application at this address sign people in. */
    readonly allowApp: (appUrl: string) => void;
  };
  readonly control: { readonly url: string };
  readonly calls: CallLog;
  readonly faults: FaultRegistry;
  readonly clock: Clock;
  /** Can be changed at any time. */
  readonly settings: SandboxSettings;
  /** The product's variables for what was started. */
  readonly environment: Readonly<Record<string, string>>;
  /** Adds a ticket with its servers beside the samples, or replaces one. */
  readonly addSample: (sample: Sample) => void;
  /** Samples, calls, faults and limits as at the start; what was kept is forgotten. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};
