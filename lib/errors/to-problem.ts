import type { Logger } from '@/lib/log/logger';
import { scrubSecrets } from '@/lib/log/scrub-secrets';
import { AppError, type AppErrorCode } from './app-error';
import type { Problem } from './problem';

const STATUS: Readonly<Record<AppErrorCode, number>> = {
  'reference-unreadable': 400,
  'request-unreadable': 400,
  'not-signed-in': 401,
  'access-missing': 403,
  'cross-site': 403,
  'not-found': 404,
  'too-many-requests': 429,
  'environment-unknown': 400,
  'ticket-not-found': 404,
  'freshservice-unauthorized': 502,
  'freshservice-rate-limited': 503,
  'freshservice-unavailable': 502,
  'freshservice-unreadable': 502,
  'freshservice-unreachable': 504,
  'freshservice-refused': 502,
  'aws-denied': 502,
  'aws-throttled': 503,
  'aws-unavailable': 502,
  'aws-unreachable': 504,
  'aws-refused': 502,
  'slack-refused': 502,
  'slack-unreachable': 504,
  'database-unavailable': 503,
  'search-too-slow': 503,
};

/** Prisma's and the driver's ways to say that the database is away, by code. */
const DATABASE_AWAY = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2037',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
]);

/**
 * Turns whatever was thrown into what the browser is told, with the HTTP status, and writes the one
 * log line that has the details. Bugs get a sentence too, never a stack.
 */
export function toProblem(
  thrown: unknown,
  { requestId, log }: { readonly requestId: string; readonly log: Logger },
): { readonly problem: Problem; readonly status: number } {
  const error = recogniseError(thrown);
  if (error instanceof AppError) {
    log.warn({ requestId, code: error.code, ...error.details, err: error }, error.message);
    const { code, hint, retryAfterMs } = error;
    // A message may quote what an outside system or the person sent.
    const message = scrubSecrets(error.message);
    return { problem: { code, message, hint, requestId, retryAfterMs }, status: STATUS[code] };
  }
  log.error({ requestId, err: error }, 'unexpected error');
  return { problem: internalProblem(requestId), status: 500 };
}

function recogniseError(thrown: unknown): unknown {
  if (thrown instanceof AppError || !isDatabaseAway(thrown)) return thrown;
  return new AppError({
    code: 'database-unavailable',
    message: 'Snapgate cannot reach its database, so nothing was done.',
    hint: 'Try again in a minute; if it stays so, tell the people who run Snapgate.',
    retryable: true,
    cause: thrown,
  });
}

function isDatabaseAway(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; depth += 1) {
    if ('code' in error && DATABASE_AWAY.has(String(error.code))) return true;
    if (error.name === 'DriverAdapterError' && isConnectionKind(error.cause)) return true;
    error = error.cause;
  }
  return false;
}

/** The adapter names what went wrong in `cause.kind`. */
function isConnectionKind(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('kind' in cause)) return false;
  return [
    'DatabaseNotReachable',
    'ConnectionClosed',
    'SocketTimeout',
    'TooManyConnections',
  ].includes(String(cause.kind));
}

function internalProblem(requestId: string): Problem {
  return {
    code: 'internal',
    message: 'Snapgate made a mistake of its own.',
    hint: 'Try again. If it happens again, give the request id to the people who run Snapgate.',
    requestId,
    retryAfterMs: null,
  };
}
