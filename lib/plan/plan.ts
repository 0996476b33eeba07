import type { SnapshotSyntax, TaskProblemCode, Ticket } from '@/lib/ticket/ticket';

/** Reasons that stop the whole plan; nothing is created while one stands. */
export type BlockingCode =
  | TaskProblemCode
  | 'instance-not-found'
  | 'instance-ambiguous'
  | 'instance-in-several-environments'
  | 'root-volume-missing'
  | 'volume-unusable'
  | 'environment-unreachable'
  | 'environment-denied'
  | PolicyCode;

/** Things the agent must tick off one by one before Execute. */
export type WarningCode =
  | 'name-differs'
  | 'volume-shared'
  | 'snapshot-pending'
  | 'snapshot-for-ticket-exists'
  | 'snapshot-recent'
  | PolicyCode;

/** Rules of the service desk; each is off, a warning or a block by configuration. */
export type PolicyCode =
  'ticket-closed' | 'ticket-not-approved' | 'outside-planned-window' | 'inside-blackout-window';

export type InformationCode = 'secondary-address' | 'instance-not-running';

export type FindingCode = BlockingCode | WarningCode | InformationCode;

/** One thing the agent should know about the plan. */
export type Finding = {
  /** Stable over look-ups: the code and what it is about, such as `name-differs:1001`. */
  readonly key: string;
  readonly code: FindingCode;
  readonly severity: 'block' | 'warning' | 'info';
  /** One plain sentence that says what was found. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly taskIds: readonly string[];
  readonly environment: string | null;
  /** A block that a role named for it may override with a written reason. */
  readonly overridable: boolean;
};

/** An environment as this look-up saw it. */
export type EnvironmentReport = {
  readonly name: string;
  readonly region: string;
  /** 12 digits; null when STS could not be asked. */
  readonly accountId: string | null;
  readonly identityArn: string | null;
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
  readonly verdict:
    | { readonly kind: 'ignored' }
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
