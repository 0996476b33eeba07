import type { StandIn } from '@/sandbox/sandbox';

type Variables = Readonly<Record<string, string | undefined>>;

/** The SDK would prefer these to the stand-in's keys and address, and so reach a real account. */
const REAL_AWS = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/** The old names of what a stand-in answers; they must not say anything different. */
const SEED_NAMES: Readonly<Partial<Record<StandIn, readonly string[]>>> = {
  freshservice: ['ENV_FRESH_SERVICE_URL', 'ENV_FRESH_SERVICE_KEY_API_B64'],
  slack: ['ENV_SLACK_KEY_API', 'ENV_SLACK_CHANNEL', 'ENV_SLACK_USERNAME'],
};

export type AppEnvironmentInput = {
  readonly variables: Variables;
  readonly standIns: readonly StandIn[];
  /** Of the stand-ins that were started. */
  readonly sandbox: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly appUrl: string;
  readonly port: number;
  readonly secret: string;
};

/**
 * The product's variables: the user's own, and the sandbox's for each system that it stands in for.
 * Never a mixture of both for one system.
 */
export function buildAppEnvironment(input: AppEnvironmentInput): NodeJS.ProcessEnv {
  const { variables, standIns } = input;
  const ours = new Set([
    ...standIns.flatMap((name) => SEED_NAMES[name] ?? []),
    ...(standIns.includes('ec2') ? REAL_AWS : []),
  ]);
  return {
    ...Object.fromEntries(Object.entries(variables).filter(([name]) => !ours.has(name))),
    ...(standIns.includes('ec2') && {
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
    ...input.sandbox,
    DATABASE_URL: input.databaseUrl,
    NEXTAUTH_URL: input.appUrl,
    NEXTAUTH_SECRET: input.secret,
    PORT: String(input.port),
    // Nothing stands in front of it that would have to turn away first.
    SHUTDOWN_DELAY_MS: variables['SHUTDOWN_DELAY_MS'] ?? '0',
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}
