import { z } from 'zod';
import { DATABASE_VARIABLES } from './database-config';
import { environmentList, groupList, hostList, issuedSecret, ownSecret } from './schema-parts';

const httpUrl = z
  .string()
  .trim()
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http(s) URL');

/** Where people reach the dashboard: cookies, redirects and actions know a host and a port only. */
const ownUrl = httpUrl.refine(
  (value) => !URL.canParse(value) || isOrigin(new URL(value)),
  'must be a scheme, a host, and a port only, without a path, query, or user',
);

/** Where this server sends keys and tokens. */
const outgoingUrl = httpUrl
  .refine(
    (value) => !URL.canParse(value) || value.startsWith('https://') || isLoopback(new URL(value)),
    'must start with https://, because credentials are sent there; http:// is allowed only for this machine',
  )
  .refine(
    (value) => !URL.canParse(value) || new URL(value).username === '',
    'must not contain a user name or password; they have their own variables',
  );

/** The same for Freshservice's API. */
const freshserviceUrl = outgoingUrl.refine((url) => url.endsWith('/api/v2'), 'must end in /api/v2');

/** Providers show the address of their discovery; the issuer is what stands before it. */
const issuerUrl = outgoingUrl.transform((url) =>
  url.replace(/\/?\.well-known\/openid-configuration\/?$/, ''),
);

/** Signatures that only the provider can make; `none` and shared secrets are not among them. */
const idTokenAlgorithm = z
  .enum(
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
    'must be an algorithm such as RS256, PS256, ES256, or EdDSA',
  )
  .default('RS256');

const timeZone = z.string().default('UTC').refine(isTimeZone, 'is not a known time zone');

/** What a change policy comes to in this deployment. */
const policyLevel = z.enum(['off', 'warn', 'block'], 'must be off, warn, or block').default('warn');

/** What widens what Snapgate does is off until someone switches it on. */
const onOrOff = z.enum(['off', 'on'], 'must be off or on').default('off');

/** As long as AWS accepts a signed request, and a minute more. */
const STRICT_WINDOW_MS = 16 * 60_000;

/** Milliseconds, or `strict`. */
const lookupWindow = z.preprocess(
  (value) => (value === 'strict' ? STRICT_WINDOW_MS : value),
  z.coerce.number('must be milliseconds or strict').int().positive().default(120_000),
);

function positiveInteger(fallback: number) {
  return z.coerce.number().int().positive().default(fallback);
}

const text = z.string().trim().min(1);
const port = z.coerce.number('must be a port').int().min(1).max(65_535);

/** Every variable by its name. A value that is wrong is named, never repeated. */
export const variablesSchema = z.object({
  ...DATABASE_VARIABLES,
  NEXTAUTH_URL: ownUrl,
  NEXTAUTH_SECRET: ownSecret,
  OIDC_ISSUER: issuerUrl,
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET: issuedSecret,
  OIDC_GROUPS_CLAIM: text.default('groups'),
  OIDC_EMAIL_CLAIM: text.optional(),
  OIDC_UNVERIFIED_EMAIL: z.enum(['refuse', 'accept'], 'must be refuse or accept').default('refuse'),
  OIDC_SCOPE: text
    .regex(/(?:^| )openid(?: |$)/, 'must contain openid')
    .default('openid email profile'),
  OIDC_ID_TOKEN_ALG: idTokenAlgorithm,
  ROLE_VIEWER: groupList,
  ROLE_OPERATOR: groupList,
  ROLE_AUDITOR: groupList,
  ROLE_ADMIN: groupList,
  ROLE_OVERRIDE: groupList,
  ROLE_CLEANUP: groupList,
  FRESHSERVICE_URL: freshserviceUrl,
  FRESHSERVICE_API_KEY: issuedSecret,
  FRESHSERVICE_PORTAL_HOSTS: hostList,
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
  POLICY_FOUR_EYES: z.enum(['off', 'warn', 'block'], 'must be off, warn, or block').default('off'),
  COMING_HOURS: z.coerce.number('must be hours').int().min(0).max(168).default(48),
  AHEAD_HOURS: z.coerce.number('must be hours').int().min(0).max(72).default(0),
  COMING_SHARE: z.coerce.number('must be a percentage').int().min(1).max(50).default(25),
  LOOKUPS_PER_MINUTE: positiveInteger(120),
  EXECUTES_PER_MINUTE: positiveInteger(60),
  EXPORTS_PER_MINUTE: positiveInteger(20),
  METRICS_PORT: port.optional(),
  METRICS_TOKEN: issuedSecret.optional(),
  HEALTH_PORT: port.optional(),
  EVENTS_TO_STDOUT: onOrOff,
  TRUSTED_PROXIES: z.coerce.number().int().nonnegative().max(20).default(0),
  SHUTDOWN_DELAY_MS: z.coerce.number().int().nonnegative().max(300_000).default(5_000),
  RESTORE_COMMANDS: onOrOff,
  TICKET_NOTE: onOrOff,
  TICKET_TASKS: z.enum(['off', 'complete'], 'must be off or complete').default('off'),
  NAME_CORRECTION: onOrOff,
  DELETE_ALONE_HOURS: z.coerce.number().min(0).max(8_760).default(24),
  CREATE_DEADLINE_MS: positiveInteger(10_000),
  LOOKUP_WINDOW_MS: lookupWindow,
  CREATE_CONCURRENCY: positiveInteger(10),
  CREATE_BURST: positiveInteger(100),
  CREATE_PER_SECOND: positiveInteger(5),
  PASSIVE_MODE: onOrOff,
});

export type EnvironmentVariables = z.infer<typeof variablesSchema>;

function isOrigin({ pathname, search, hash, username }: URL): boolean {
  return pathname === '/' && search === '' && hash === '' && username === '';
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
