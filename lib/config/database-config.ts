import { accessSync, constants } from 'node:fs';
import { z } from 'zod';

/** How PostgreSQL is reached. */
export type DatabaseConfig = {
  readonly url: string;
  /**
   * For what belongs to one session: migrations, LISTEN, queries with a time limit. The same as
   * `url` unless a pooler hands sessions out by the transaction.
   */
  readonly directUrl: string;
  readonly login: DatabaseLogin;
  /** Connections that one process opens at most. */
  readonly connections: number;
};

/** `aws-iam`: RDS accepts a token instead of a password, signed for each connection. */
export type DatabaseLogin =
  { readonly kind: 'password' } | { readonly kind: 'aws-iam'; readonly region: string };

/** Both pools of people's questions, downloads, the queue and the change feed need some. */
const MIN_CONNECTIONS = 10;
const DEFAULT_CONNECTIONS = 28;

const databaseUrl = z
  .string()
  .trim()
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
  .superRefine((value, context) => {
    const problem = findUrlProblem(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

/** The variables about the database, for the schema of all variables and for single commands. */
export const DATABASE_VARIABLES = {
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  DATABASE_AUTH: z.enum(['password', 'aws-iam'], 'must be password or aws-iam').default('password'),
  DATABASE_REGION: z.string().trim().min(1).optional(),
  DATABASE_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(MIN_CONNECTIONS, `must be at least ${MIN_CONNECTIONS}`)
    .default(DEFAULT_CONNECTIONS),
} as const;

const databaseSchema = z.object(DATABASE_VARIABLES);

export function toDatabaseConfig(
  v: z.infer<typeof databaseSchema>,
  variables: Readonly<Record<string, string | undefined>>,
): DatabaseConfig {
  // The region is part of the host's name on RDS, where no variable says it.
  const named = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com/.exec(v.DATABASE_URL)?.[1];
  const region = v.DATABASE_REGION ?? named ?? variables.AWS_REGION ?? 'us-east-1';
  return {
    url: v.DATABASE_URL,
    directUrl: v.DATABASE_DIRECT_URL ?? v.DATABASE_URL,
    login: v.DATABASE_AUTH === 'aws-iam' ? { kind: 'aws-iam', region } : { kind: 'password' },
    connections: v.DATABASE_CONNECTIONS,
  };
}

/** For commands that need nothing but the database. */
export function loadDatabaseConfig(
  variables: Readonly<Record<string, string | undefined>>,
):
  | { readonly ok: true; readonly database: DatabaseConfig }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const set = Object.entries(variables).filter(([, value]) => value?.trim());
  const parsed = databaseSchema.safeParse(Object.fromEntries(set));
  if (parsed.success) return { ok: true, database: toDatabaseConfig(parsed.data, variables) };
  const problems = parsed.error.issues.map(({ path, message }) =>
    path[0] === 'DATABASE_URL' && !variables.DATABASE_URL
      ? 'DATABASE_URL: is not set'
      : `${path.join('.')}: ${message}`,
  );
  return { ok: false, problems };
}

const ENCODE_IT =
  'cannot be read; in its password, # / ? @ : % must be percent-encoded (%23 %2F %3F %40 %3A %25)';

/** A password with one of these characters cuts the address in two, often into another valid one. */
function findUrlProblem(value: string): string | null {
  if (!URL.canParse(value)) return ENCODE_IT;
  const url = new URL(value);
  const isCut =
    url.hash !== '' ||
    url.pathname.includes('@') ||
    (url.username === '' && url.search.includes('@'));
  if (isCut || !isEncoded(url.password) || !isEncoded(url.username)) return ENCODE_IT;
  return findFileProblem(url.searchParams);
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function findFileProblem(parameters: URLSearchParams): string | null {
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) {
    const file = parameters.get(name);
    if (file === null) continue;
    try {
      accessSync(file, constants.R_OK);
    } catch {
      return `names a file in ${name} that cannot be read`;
    }
  }
  return null;
}
