import { z } from 'zod';
import type { Role } from '@/lib/auth/role';
import { decodeSeedApiKey } from './decode-seed-api-key';
import {
  environmentList,
  freshserviceUrl,
  outgoingUrl,
  groupList,
  httpUrl,
  policyLevel,
  issuedSecret,
  ownSecret,
  lookupWindow,
  positiveInteger,
  timeZone,
} from './schema-parts';

/** One AWS account + region + the way to get credentials for it. */
export type EnvironmentConfig = {
  readonly name: string;
  /** Unset: what the SDK's own chain says (`AWS_REGION`, or the profile's region). */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
};

export type Config = {
  readonly databaseUrl: string;
  /** Where people reach the dashboard, without a trailing slash. */
  readonly appUrl: string;
  readonly sessionSecret: string;
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly groupsClaim: string;
  };
  readonly roleGroups: Readonly<Record<Role, readonly string[]>>;
  readonly freshservice: { readonly url: string; readonly apiKey: string };
  readonly slack: {
    readonly token: string;
    readonly channel: string;
    readonly username: string;
    readonly apiUrl?: string | undefined;
  };
  readonly environments: readonly EnvironmentConfig[];
  readonly timeZone: string;
  /** By the code of the finding that breaks the rule; see `lib/plan/policy.ts`. */
  readonly policy: Readonly<Record<PolicyRule, 'off' | 'warn' | 'block'>>;
  readonly allowances: Allowances;
  readonly run: RunConfig;
};

type PolicyRule =
  'ticket-closed' | 'ticket-not-approved' | 'outside-planned-window' | 'inside-blackout-window';

/** How often in a minute one person may do what costs other systems something. */
export type Allowances = {
  readonly lookUps: number;
  readonly executes: number;
  readonly exports: number;
};

/** How the engine behaves; the defaults are right unless an account has other EC2 limits. */
export type RunConfig = {
  /** Hard limit of one CreateSnapshot call. */
  readonly createDeadlineMs: number;
  /** How long a lost reply is looked up before the next attempt. */
  readonly lookupWindowMs: number;
  /** Calls in flight at once, per process. */
  readonly concurrency: number;
  /** EC2's token bucket for CreateSnapshot, per account and region over all processes. */
  readonly createRate: { readonly burst: number; readonly perSecond: number };
};

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

const text = z.string().trim().min(1);

const environmentSchema = z.object({
  DATABASE_URL: text.regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://'),
  NEXTAUTH_URL: httpUrl,
  NEXTAUTH_SECRET: ownSecret,
  OIDC_ISSUER: outgoingUrl,
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET: issuedSecret,
  OIDC_GROUPS_CLAIM: text.default('groups'),
  ROLE_VIEWER: groupList,
  ROLE_OPERATOR: groupList,
  ROLE_AUDITOR: groupList,
  ROLE_ADMIN: groupList,
  ROLE_OVERRIDE: groupList,
  FRESHSERVICE_URL: freshserviceUrl,
  FRESHSERVICE_API_KEY: issuedSecret,
  SLACK_BOT_TOKEN: issuedSecret,
  SLACK_CHANNEL: text,
  SLACK_USERNAME: text.default('Snapgate'),
  SLACK_API_URL: outgoingUrl.optional(),
  // Read by the SDK itself; looked at here, because what it signs must not travel in the open.
  AWS_ENDPOINT_URL: outgoingUrl.optional(),
  AWS_ENDPOINT_URL_EC2: outgoingUrl.optional(),
  AWS_ENDPOINT_URL_STS: outgoingUrl.optional(),
  AWS_ENVIRONMENTS: environmentList,
  TIME_ZONE: timeZone,
  POLICY_CLOSED: policyLevel,
  POLICY_APPROVAL: policyLevel,
  POLICY_WINDOW: policyLevel,
  POLICY_BLACKOUT: policyLevel,
  LOOKUPS_PER_MINUTE: positiveInteger(120),
  EXECUTES_PER_MINUTE: positiveInteger(60),
  EXPORTS_PER_MINUTE: positiveInteger(20),
  CREATE_DEADLINE_MS: positiveInteger(10_000),
  LOOKUP_WINDOW_MS: lookupWindow,
  CREATE_CONCURRENCY: positiveInteger(10),
  CREATE_BURST: positiveInteger(100),
  CREATE_PER_SECOND: positiveInteger(5),
});

type Variables = Readonly<Record<string, string | undefined>>;

/** The names that the script used before; the new name wins where both are set. */
function withSeedNames(variables: Variables): Variables {
  return {
    ...variables,
    FRESHSERVICE_URL: variables.FRESHSERVICE_URL ?? variables.ENV_FRESH_SERVICE_URL,
    FRESHSERVICE_API_KEY:
      variables.FRESHSERVICE_API_KEY ?? decodeSeedApiKey(variables.ENV_FRESH_SERVICE_KEY_API_B64),
    SLACK_BOT_TOKEN: variables.SLACK_BOT_TOKEN ?? variables.ENV_SLACK_KEY_API,
    SLACK_CHANNEL: variables.SLACK_CHANNEL ?? variables.ENV_SLACK_CHANNEL,
    SLACK_USERNAME: variables.SLACK_USERNAME ?? variables.ENV_SLACK_USERNAME,
  };
}

/** A variable set to nothing is a variable that is not set. */
function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
}

/** Reads and checks every variable. All problems are listed together; no value is repeated. */
export function loadConfig(variables: Variables): ConfigResult {
  const parsed = environmentSchema.safeParse(withSeedNames(withoutEmpty(variables)));
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(describeIssue)),
    ...findAccessProblems(variables),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: toConfig(parsed.data) };
}

/** A deployment into which nobody can get is a mistake, not a choice. */
function findAccessProblems(variables: Variables): readonly string[] {
  const names = ['ROLE_VIEWER', 'ROLE_OPERATOR', 'ROLE_AUDITOR', 'ROLE_ADMIN'];
  const anyGroup = names.some((name) => variables[name]?.trim());
  return anyGroup ? [] : [`${names.join(', ')}: set at least one of them to a group`];
}

function toConfig(v: z.infer<typeof environmentSchema>): Config {
  return {
    databaseUrl: v.DATABASE_URL,
    appUrl: v.NEXTAUTH_URL.replace(/\/$/, ''),
    sessionSecret: v.NEXTAUTH_SECRET,
    oidc: {
      issuer: v.OIDC_ISSUER,
      clientId: v.OIDC_CLIENT_ID,
      clientSecret: v.OIDC_CLIENT_SECRET,
      groupsClaim: v.OIDC_GROUPS_CLAIM,
    },
    roleGroups: {
      viewer: v.ROLE_VIEWER,
      operator: v.ROLE_OPERATOR,
      auditor: v.ROLE_AUDITOR,
      admin: v.ROLE_ADMIN,
      override: v.ROLE_OVERRIDE,
    },
    freshservice: { url: v.FRESHSERVICE_URL, apiKey: v.FRESHSERVICE_API_KEY },
    slack: {
      token: v.SLACK_BOT_TOKEN,
      channel: v.SLACK_CHANNEL,
      username: v.SLACK_USERNAME,
      apiUrl: v.SLACK_API_URL,
    },
    environments: v.AWS_ENVIRONMENTS,
    timeZone: v.TIME_ZONE,
    policy: {
      'ticket-closed': v.POLICY_CLOSED,
      'ticket-not-approved': v.POLICY_APPROVAL,
      'outside-planned-window': v.POLICY_WINDOW,
      'inside-blackout-window': v.POLICY_BLACKOUT,
    },
    allowances: {
      lookUps: v.LOOKUPS_PER_MINUTE,
      executes: v.EXECUTES_PER_MINUTE,
      exports: v.EXPORTS_PER_MINUTE,
    },
    run: {
      createDeadlineMs: v.CREATE_DEADLINE_MS,
      lookupWindowMs: v.LOOKUP_WINDOW_MS,
      concurrency: v.CREATE_CONCURRENCY,
      createRate: { burst: v.CREATE_BURST, perSecond: v.CREATE_PER_SECOND },
    },
  };
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.');
  const missing = issue.code === 'invalid_type' && issue.message.includes('undefined');
  return missing ? `${name}: is not set` : `${name}: ${issue.message}`;
}
