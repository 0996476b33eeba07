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
  /** Who acts, in AWS's alphabet; see `buildSessionName`. Unset: `snapgate`. */
  readonly sessionName?: string | undefined;
  readonly timeouts?: Partial<AwsTimeouts> | undefined;
};

export type AwsTimeouts = {
  readonly connectMs: number;
  /** Until the reply begins, per attempt. */
  readonly requestMs: number;
  /** All attempts of one read together, body included. */
  readonly readDeadlineMs: number;
};

export const DEFAULT_TIMEOUTS: AwsTimeouts = {
  connectMs: 3_000,
  requestMs: 10_000,
  readDeadlineMs: 20_000,
};

/** Whose permissions are used, as a person would look for them. */
export function describeIdentity(config: AwsEnvironmentConfig): string {
  if (config.roleArn !== undefined) return `role ${config.roleArn}`;
  if (config.profile !== undefined) return `profile ${config.profile}`;
  return 'the default credentials of this server';
}
