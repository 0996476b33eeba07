import type { SnapshotTag } from '@/lib/plan/plan';

/** One AWS account and region, and the way to get credentials for it. */
export type AwsEnvironmentConfig = {
  /** What people call it, such as `prod-eu`. */
  readonly name: string;
  /** Unset: what the SDK's own chain says (`AWS_REGION`, or the profile's region). */
  readonly region?: string | undefined;
  /** A profile of the AWS configuration files; unset: the SDK's own chain. */
  readonly profile?: string | undefined;
  /** A role to assume with those credentials. */
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  /** What every snapshot there gets besides Snapgate's own tags. */
  readonly extraTags?: readonly SnapshotTag[] | undefined;
  /** Days until a snapshot there expires, as its tag says; unset: never. */
  readonly keepDays?: number | undefined;
  /** Who acts, in AWS's alphabet; see `buildSessionName`. Unset: `snapgate`. */
  readonly sessionName?: string | undefined;
  readonly timeouts?:
    | {
        readonly connectMs?: number;
        /** Until the reply begins, per attempt. */
        readonly requestMs?: number;
        /** All attempts of one read together, body included. */
        readonly readDeadlineMs?: number;
      }
    | undefined;
};
