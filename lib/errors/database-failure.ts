import { AppError } from './app-error';

/** A way in which the database cannot be used, by what PostgreSQL, the driver or TLS call it. */
type Failure = {
  readonly codes: readonly string[];
  readonly message: string;
  readonly hint: string;
};

const OPERATORS = 'your Snapgate administrator';
const LATER = 'Try again in a minute.';

const FAILURES: readonly Failure[] = [
  {
    codes: ['25006'],
    message: 'The database is read-only at the moment. Nothing was changed.',
    hint: `${LATER} If the problem persists, ask ${OPERATORS} to check whether DATABASE_URL points to a standby. After a failover, it must point to the new primary.`,
  },
  {
    codes: ['28P01', '28000', 'AuthenticationFailed', 'DatabaseAccessDenied'],
    message: 'The database rejected the user name or password. Nothing was changed.',
    hint: `Ask ${OPERATORS} to check the password in DATABASE_URL and that pg_hba.conf allows the user.`,
  },
  {
    codes: ['53300', 'TooManyConnections', 'P2037'],
    message: 'The database has no connections left. Nothing was changed.',
    hint: `${LATER} If the problem persists, ask ${OPERATORS} to raise max_connections or lower DATABASE_CONNECTIONS.`,
  },
  {
    codes: ['3D000', 'DatabaseDoesNotExist', 'P1003'],
    message: 'The database that DATABASE_URL names does not exist.',
    hint: `Ask ${OPERATORS} to create it and run npm run db:migrate.`,
  },
  {
    codes: ['42P01', '42703', '3F000', 'TableDoesNotExist', 'ColumnNotFound', 'P2021', 'P2022'],
    message: 'The database does not have the tables of this version.',
    hint: `Ask ${OPERATORS} to run npm run db:migrate.`,
  },
  {
    codes: ['42501'],
    message: 'The database user does not have permission to do this.',
    hint: `Ask ${OPERATORS} to run npm run db:grant, which is needed after every migration.`,
  },
  {
    codes: ['53100', '53200', '58030'],
    message: 'The database server is out of disk space or memory. Nothing was changed.',
    hint: `Contact ${OPERATORS}.`,
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    message: "The database's certificate is not signed by a CA that Snapgate trusts.",
    hint: `Ask ${OPERATORS} to add the CA file to DATABASE_URL (sslmode=verify-full&sslrootcert=/path/ca.pem).`,
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    message: "The database's certificate is for another host name.",
    hint: `Ask ${OPERATORS} to use a host name in DATABASE_URL that matches the certificate.`,
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    message: "The database's certificate has expired or is not valid yet.",
    hint: `Ask ${OPERATORS} to renew it and to check the system clocks.`,
  },
  {
    codes: ['TlsConnectionError', 'TLS_NOT_SUPPORTED'],
    message: 'Could not establish an encrypted connection to the database.',
    hint: `Ask ${OPERATORS} to set ssl = on on the server, or sslmode=disable in DATABASE_URL.`,
  },
  {
    codes: [
      'P1001',
      'P1002',
      'P1008',
      'P1017',
      'P2024',
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'EPIPE',
      '57P01',
      '57P02',
      '57P03',
      '08P01',
      '08006',
      '08001',
      'DatabaseNotReachable',
      'ConnectionClosed',
      'SocketTimeout',
    ],
    message: 'Snapgate cannot reach its database. Nothing was changed.',
    hint: `${LATER} If the problem persists, contact ${OPERATORS}.`,
  },
];

const BY_CODE = new Map(
  FAILURES.flatMap((failure) => failure.codes.map((code) => [code, failure] as const)),
);

/** What the driver says without a code. */
const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/server does not support SSL connections/, 'TLS_NOT_SUPPORTED'],
  [/timeout exceeded when trying to connect|due to connection timeout/, 'ETIMEDOUT'],
  [/Connection terminated|Client has encountered a connection error/, 'ECONNRESET'],
];

/** Null: the failure is none of the database being away, refusing, full or not set up. */
export function toDatabaseFailure(thrown: unknown): AppError | null {
  if (!(thrown instanceof Error)) return null;
  for (const code of listCodes(thrown)) {
    const failure = BY_CODE.get(code);
    if (failure === undefined) continue;
    const { message, hint } = failure;
    return new AppError({
      code: 'database-unavailable',
      message,
      hint,
      retryable: true,
      retryAfterMs: TRY_AGAIN_MS,
      details: { reason: code },
      cause: thrown,
    });
  }
  return null;
}

/** Busy or away: a moment later it may be neither. */
const TRY_AGAIN_MS = 5_000;

/** Prisma wraps the driver's error, and its adapter gives a kind of its own beside the code. */
function listCodes(thrown: unknown, depth = 0): readonly string[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return [];
  const error = thrown as Readonly<Record<string, unknown>>;
  const own = [error.originalCode, error.code, error.kind].filter(
    (code) => typeof code === 'string',
  );
  const words = typeof error.message === 'string' ? error.message : '';
  const said = BY_WORDS.filter(([pattern]) => pattern.test(words)).map(([, code]) => code);
  const meta = error.meta as { readonly driverAdapterError?: unknown } | undefined;
  const inner = [error.cause, meta?.driverAdapterError, ...listErrors(error.errors)];
  // The innermost knows best: Prisma has one code for whatever a statement met.
  return [...inner.flatMap((one) => listCodes(one, depth + 1)), ...own, ...said];
}

/** A host with several addresses fails with one error for each. */
function listErrors(errors: unknown): readonly unknown[] {
  return Array.isArray(errors) ? errors : [];
}
