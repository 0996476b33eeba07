import { z } from 'zod';
import { isGuessable, isPlaceholder } from './weak-secret';

export const httpUrl = z
  .string()
  .trim()
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http(s) URL');

const outgoing = httpUrl
  .refine(
    (value) => !URL.canParse(value) || value.startsWith('https://') || isLoopback(new URL(value)),
    'must begin with https://, because keys travel there; http:// is for this machine only',
  )
  .refine(
    (value) => !URL.canParse(value) || new URL(value).username === '',
    'must not have a user or password in it; they have variables of their own',
  );

/** Where this server sends keys and tokens. */
export const outgoingUrl = outgoing;

/** The same for Freshservice's API. */
export const freshserviceUrl = outgoing.refine(
  (url) => url.endsWith('/api/v2'),
  'must end in /api/v2',
);

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

const MAKE_ONE = '`openssl rand -base64 32` makes one';

/** A secret that whoever runs Snapgate makes up; everything of a session hangs on it. */
export const ownSecret = z
  .string()
  .trim()
  .min(32, `must have at least 32 characters; ${MAKE_ONE}`)
  .refine((value) => !isPlaceholder(value), `is a placeholder from an example; ${MAKE_ONE}`)
  .refine((value) => !isGuessable(value), `can be guessed; ${MAKE_ONE}`);

/** A secret that another system issued; that system made sure that it is a good one. */
export const issuedSecret = z
  .string()
  .trim()
  .min(1)
  .refine(
    (value) => !isPlaceholder(value),
    'is a placeholder from an example or the sandbox; use the one that the system issued',
  );

/** `ops, dba` becomes `['ops', 'dba']`. */
export const groupList = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((group) => group.trim())
      .filter((group) => group !== ''),
  );

export const timeZone = z.string().default('UTC').refine(isTimeZone, 'is not a known time zone');

/** What a rule of the service desk comes to in this deployment. */
export const policyLevel = z
  .enum(['off', 'warn', 'block'], 'must be off, warn or block')
  .default('warn');

/** As long as AWS accepts a signed request, and a minute more. */
const STRICT_WINDOW_MS = 16 * 60_000;

/** Milliseconds, or `strict`. */
export const lookupWindow = z.preprocess(
  (value) => (value === 'strict' ? STRICT_WINDOW_MS : value),
  z.coerce.number('must be milliseconds or strict').int().positive().default(120_000),
);

export function positiveInteger(fallback: number) {
  return z.coerce.number().int().positive().default(fallback);
}

const environment = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/i, 'letters, digits and dashes, 40 at most'),
  region: z.string().min(1).optional(),
  profile: z.string().min(1).optional(),
  roleArn: z.string().startsWith('arn:').optional(),
  externalId: z.string().min(1).optional(),
});

const environments = z
  .array(environment)
  .min(1)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names repeat')
  .refine((list) => list.every(({ name }) => name !== 'all'), '`all` is reserved');

/** `AWS_ENVIRONMENTS` as JSON; unset means one environment from the SDK's own chain. */
export const environmentList = z
  .string()
  .default('[{"name":"default"}]')
  .transform((value, context) => {
    const parsed = parseJson(value);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: 'is not valid JSON' });
    return z.NEVER;
  })
  .pipe(environments);

function parseJson(value: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(value) as unknown };
  } catch {
    return { ok: false };
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
