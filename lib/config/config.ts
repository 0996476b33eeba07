import type { z } from 'zod';
import type { Role } from '@/lib/auth/role';
import type { Policy } from '@/lib/plan/policy-findings';
import { toDatabaseConfig, type DatabaseConfig } from './database-config';
import { decodeLegacyApiKey } from './schema-parts';
import { variablesSchema, type EnvironmentVariables } from './variables-schema';

export type EnvironmentConfig = {
  readonly name: string;
  /** Unset: what the SDK's own chain says (`AWS_REGION`, or the profile's region). */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  /** A role that is assumed to delete snapshots, and for nothing else. Unset: none are deleted. */
  readonly deleteRoleArn?: string | undefined;
  /** Groups whose members alone may execute there; unset: every operator. */
  readonly operators?: readonly string[] | undefined;
  /** What every snapshot there gets besides Snapgate's own tags. */
  readonly extraTags?: readonly { readonly key: string; readonly value: string }[] | undefined;
  /** Days until a snapshot there expires, as its tag says; unset: never. */
  readonly keepDays?: number | undefined;
};

export type Config = {
  readonly database: DatabaseConfig;
  /** Where people reach the dashboard, without a trailing slash. */
  readonly appUrl: string;
  readonly sessionSecret: string;
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    /** A claim's name, or a path to it such as `realm_access.roles`. */
    readonly groupsClaim: string;
    /** Null: `email`, else `preferred_username`, else `upn`. */
    readonly emailClaim: string | null;
    /** Take an address that the provider marks as not verified. */
    readonly acceptUnverifiedEmail: boolean;
    /** What is asked for at the provider. */
    readonly scope: string;
    /** What the provider signs ID tokens with. */
    readonly idTokenAlgorithm: string;
  };
  readonly roleGroups: Readonly<Record<Role, readonly string[]>>;
  readonly freshservice: {
    readonly url: string;
    readonly apiKey: string;
    /** Host names of the portal besides that of the API. */
    readonly portalHosts: readonly string[];
  };
  readonly slack: {
    readonly token: string;
    readonly channel: string;
    readonly username: string;
    readonly apiUrl?: string | undefined;
  };
  readonly environments: readonly EnvironmentConfig[];
  readonly timeZone: string;
  /** By the code of the finding that breaks the rule; see `lib/plan/policy-findings.ts`. */
  readonly policy: Policy;
  readonly quotas: Quotas;
  /** Changes whose window is near, on the start page. */
  readonly coming: {
    /** How far ahead; 0: not shown. */
    readonly hours: number;
    /** The part of Freshservice's calls a minute that reading them may use. */
    readonly share: number;
    /** How long before its start the worker plans a change by itself; 0: not at all. */
    readonly aheadHours: number;
  };
  /** Proxies between browsers and this process that append to X-Forwarded-For. */
  readonly proxies: number;
  /** How long to go on answering after `ready` has said no, when asked to stop. */
  readonly shutdownDelayMs: number;
  /** For those who watch; null: nothing listens. */
  readonly operations: {
    readonly metricsPort: number | null;
    readonly metricsToken: string | null;
    readonly healthPort: number | null;
    /** The events of all runs go to standard output as well. */
    readonly printEvents: boolean;
  };
  /** Shows how to restore a snapshot on the page of its run. */
  readonly restoreCommands: boolean;
  /** Lets operators correct the Name tag of a snapshot in the record. */
  readonly nameCorrection: boolean;
  /** How long a person may delete what they took themselves without a second person. */
  readonly deleteAloneHours: number;
  readonly run: RunConfig;
};

/** How often in a minute one person may do what costs other systems something. */
export type Quotas = {
  readonly lookUps: number;
  readonly executes: number;
  readonly exports: number;
};

/** How the engine behaves; the defaults are right unless an account has other EC2 limits. */
export type RunConfig = {
  /** Hard limit of one CreateSnapshot call. */
  readonly createDeadlineMs: number;
  /** How long to search EC2 for the snapshot after a lost reply, before the next attempt. */
  readonly lookupWindowMs: number;
  /** Create or delete calls of one run in flight; lookups by tag have slots of their own. */
  readonly concurrency: number;
  /** EC2's token bucket for CreateSnapshot, per account and region over all processes. */
  readonly createRate: { readonly burst: number; readonly perSecond: number };
  /** Writes a note on the ticket when a run ends. */
  readonly ticketNote: boolean;
  /** Completes the plan's tasks once their snapshots are complete. */
  readonly ticketTasks: boolean;
  /** No new run starts and no snapshot is called; what is in flight is followed. */
  readonly passive: boolean;
};

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

type Variables = Readonly<Record<string, string | undefined>>;

/** The names that the script used before; the new name wins where both are set. */
function withLegacyNames(variables: Variables): Variables {
  return {
    ...variables,
    FRESHSERVICE_URL: variables.FRESHSERVICE_URL ?? variables.ENV_FRESH_SERVICE_URL,
    FRESHSERVICE_API_KEY:
      variables.FRESHSERVICE_API_KEY ?? decodeLegacyApiKey(variables.ENV_FRESH_SERVICE_KEY_API_B64),
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
  const parsed = variablesSchema.safeParse(withLegacyNames(withoutEmpty(variables)));
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(formatIssue)),
    ...findAccessProblems(variables),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: toConfig(parsed.data, variables) };
}

/** A deployment into which no one can get is a mistake, not a choice. */
function findAccessProblems(variables: Variables): readonly string[] {
  const names = ['ROLE_VIEWER', 'ROLE_OPERATOR', 'ROLE_AUDITOR', 'ROLE_ADMIN'];
  const anyGroup = names.some((name) => variables[name]?.trim());
  return anyGroup ? [] : [`${names.join(', ')}: set at least one of them to a group`];
}

function toConfig(v: EnvironmentVariables, variables: Variables): Config {
  return {
    database: toDatabaseConfig(v, variables),
    appUrl: v.NEXTAUTH_URL.replace(/\/$/, ''),
    sessionSecret: v.NEXTAUTH_SECRET,
    oidc: toOidcConfig(v),
    roleGroups: toRoleGroups(v),
    freshservice: {
      url: v.FRESHSERVICE_URL,
      apiKey: v.FRESHSERVICE_API_KEY,
      portalHosts: v.FRESHSERVICE_PORTAL_HOSTS,
    },
    slack: {
      token: v.SLACK_BOT_TOKEN,
      channel: v.SLACK_CHANNEL,
      username: v.SLACK_USERNAME,
      apiUrl: v.SLACK_API_URL,
    },
    environments: v.AWS_ENVIRONMENTS,
    timeZone: v.TIME_ZONE,
    policy: toPolicy(v),
    coming: { hours: v.COMING_HOURS, share: v.COMING_SHARE / 100, aheadHours: v.AHEAD_HOURS },
    quotas: {
      lookUps: v.LOOKUPS_PER_MINUTE,
      executes: v.EXECUTES_PER_MINUTE,
      exports: v.EXPORTS_PER_MINUTE,
    },
    proxies: v.TRUSTED_PROXIES,
    operations: {
      metricsPort: v.METRICS_PORT ?? null,
      metricsToken: v.METRICS_TOKEN ?? null,
      healthPort: v.HEALTH_PORT ?? null,
      printEvents: v.EVENTS_TO_STDOUT === 'on',
    },
    shutdownDelayMs: v.SHUTDOWN_DELAY_MS,
    ...toAfterwards(v),
    run: {
      createDeadlineMs: v.CREATE_DEADLINE_MS,
      lookupWindowMs: v.LOOKUP_WINDOW_MS,
      concurrency: v.CREATE_CONCURRENCY,
      createRate: { burst: v.CREATE_BURST, perSecond: v.CREATE_PER_SECOND },
      ticketNote: v.TICKET_NOTE === 'on',
      ticketTasks: v.TICKET_TASKS === 'complete',
      passive: v.PASSIVE_MODE === 'on',
    },
  };
}

function toRoleGroups(v: EnvironmentVariables): Config['roleGroups'] {
  return {
    viewer: v.ROLE_VIEWER,
    operator: v.ROLE_OPERATOR,
    auditor: v.ROLE_AUDITOR,
    admin: v.ROLE_ADMIN,
    override: v.ROLE_OVERRIDE,
    cleanup: v.ROLE_CLEANUP,
  };
}

function toPolicy(v: EnvironmentVariables): Config['policy'] {
  return {
    'ticket-closed': v.POLICY_CLOSED,
    'ticket-not-approved': v.POLICY_APPROVAL,
    'outside-planned-window': v.POLICY_WINDOW,
    'inside-blackout-window': v.POLICY_BLACKOUT,
    'four-eyes-requester': v.POLICY_FOUR_EYES,
    'four-eyes-approval': v.POLICY_FOUR_EYES,
    'four-eyes-unknown': v.POLICY_FOUR_EYES,
  };
}

function toAfterwards(v: EnvironmentVariables) {
  return {
    restoreCommands: v.RESTORE_COMMANDS === 'on',
    nameCorrection: v.NAME_CORRECTION === 'on',
    deleteAloneHours: v.DELETE_ALONE_HOURS,
  };
}

function toOidcConfig(v: EnvironmentVariables): Config['oidc'] {
  return {
    issuer: v.OIDC_ISSUER,
    clientId: v.OIDC_CLIENT_ID,
    clientSecret: v.OIDC_CLIENT_SECRET,
    groupsClaim: v.OIDC_GROUPS_CLAIM,
    emailClaim: v.OIDC_EMAIL_CLAIM ?? null,
    acceptUnverifiedEmail: v.OIDC_UNVERIFIED_EMAIL === 'accept',
    scope: v.OIDC_SCOPE,
    idTokenAlgorithm: v.OIDC_ID_TOKEN_ALG,
  };
}

function formatIssue(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.');
  const missing = issue.code === 'invalid_type' && issue.message.includes('undefined');
  return missing ? `${name}: is not set` : `${name}: ${issue.message}`;
}
