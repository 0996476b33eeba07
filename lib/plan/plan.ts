import type { SnapshotSyntax, TaskProblemCode, Ticket } from '@/lib/ticket/ticket';

/** Reasons that stop the whole plan; nothing is created while one stands. */
type BlockingCode =
  | TaskProblemCode
  | 'instance-not-found'
  | 'instance-ambiguous'
  | 'instance-in-several-environments'
  | 'root-volume-missing'
  | 'volume-unusable'
  | 'environment-unreachable'
  | 'environment-denied'
  | 'ticket-deleted'
  | 'ticket-spam'
  | 'not-operator'
  | PolicyCode;

/** Things the agent must acknowledge before Execute. */
type WarningCode =
  | 'title-near-miss'
  | 'ticket-field-unknown'
  | 'name-differs'
  | 'volume-shared'
  | 'snapshot-pending'
  | 'snapshot-for-ticket-exists'
  | 'snapshot-recent'
  | PolicyCode;

/** Change policies; each is off, a warning or a block by configuration. */
export type PolicyCode =
  | 'ticket-closed'
  | 'ticket-not-approved'
  | 'outside-planned-window'
  | 'inside-blackout-window'
  | 'four-eyes-requester'
  | 'four-eyes-approval'
  | 'four-eyes-unknown';

type InformationCode = 'secondary-address' | 'instance-not-running';

export type FindingCode = BlockingCode | WarningCode | InformationCode;

/** One thing the agent should know about the plan. */
export type Finding = {
  /** The code, what it is about and a hash of what was found: `name-differs:1001#0123456789abcdef`. */
  readonly key: string;
  readonly code: FindingCode;
  readonly severity: 'block' | 'warning' | 'info';
  /** One plain sentence that says what was found. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** A command that tells more, ready to copy. */
  readonly command?: string;
  readonly taskIds: readonly string[];
  readonly environment: string | null;
  /** A block that a role named for it may override with a written reason. */
  readonly overridable: boolean;
};

/** An environment as this lookup saw it. */
export type EnvironmentReport = {
  readonly name: string;
  readonly region: string;
  /** 12 digits; null when STS could not be asked. */
  readonly accountId: string | null;
  readonly identityArn: string | null;
  /** What every snapshot there gets besides Snapgate's own tags. Absent in plans of earlier releases. */
  readonly extraTags?: readonly SnapshotTag[];
  /** Days until its snapshots expire; null: they do not. Absent in plans of earlier releases. */
  readonly keepDays?: number | null;
  readonly reachable: boolean;
  /** Something that the plan needs is not allowed there. */
  readonly denied: boolean;
};

export type PlannedTask = {
  readonly taskId: string;
  readonly title: string;
  readonly syntax: SnapshotSyntax | null;
  /** The plain text that was read, so that a person can check it. Null: not a snapshot task. */
  readonly text: string | null;
  /** What the task was like, to notice a change before it is completed. Absent in earlier plans. */
  readonly seen?: { readonly status: number; readonly digest: string };
  readonly verdict:
    | { readonly kind: 'ignored' }
    /** Looks like a request and is none; a warning says so. */
    | { readonly kind: 'near-miss' }
    | { readonly kind: 'skipped'; readonly reason: 'completed' | 'deleted' }
    /** Its findings in `Plan.findings` say why. */
    | { readonly kind: 'blocked' }
    /** The steps this task asks for, by `PlannedStep.key`. */
    | { readonly kind: 'ready'; readonly stepKeys: readonly string[] };
};

export type SnapshotTag = { readonly key: string; readonly value: string };

/** One volume to snapshot, with everything a person needs to check it. */
export type PlannedStep = {
  /** `environment/volume id`: one snapshot per volume, however many tasks ask for it. */
  readonly key: string;
  readonly taskIds: readonly string[];
  readonly serverName: string;
  readonly ipAddress: string;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  readonly nameTag: string | null;
  readonly instanceState: string;
  readonly rootDeviceName: string;
  readonly volumeId: string;
  readonly volumeSizeGib: number;
  readonly encrypted: boolean;
  /** Where a volume made from the snapshot can be attached. Absent in plans of earlier releases. */
  readonly availabilityZone?: string | null;
  /** Such as `gp3`. Absent in plans of earlier releases. */
  readonly volumeType?: string | null;
  /** When the newest snapshot of this volume was started, ISO 8601 UTC. */
  readonly lastSnapshotAt: string | null;
  /** How long snapshots of this volume, or of similar ones, took before; null: not known. */
  readonly usualDurationMs: number | null;
  /** Exactly what the snapshot gets, but for the run and step ids that exist only once it runs. */
  readonly tags: readonly SnapshotTag[];
  readonly description: string;
};

/** Every task of a ticket with its verdict and the steps that would be taken. Nothing is done yet. */
export type Plan = {
  readonly ticket: Ticket;
  /** The name of one environment, or `all`. */
  readonly environmentChoice: string;
  readonly environments: readonly EnvironmentReport[];
  readonly tasks: readonly PlannedTask[];
  readonly steps: readonly PlannedStep[];
  readonly findings: readonly Finding[];
  readonly totals: { readonly snapshots: number; readonly sizeGib: number };
  /** SHA-256, hex, over what would be done; the same for the same plan at any time, in any order. */
  readonly fingerprint: string;
  /** When the outside systems were read, ISO 8601 UTC. */
  readonly readAt: string;
  /** At least one step and no blocking finding. */
  readonly executable: boolean;
};
