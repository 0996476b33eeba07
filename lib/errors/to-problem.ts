import type { Logger } from '@/lib/log/logger';
import { scrubSecrets } from '@/lib/log/scrub-secrets';
import { AppError, type AppErrorCode } from './app-error';
import { toDatabaseFailure } from './database-failure';
import type { Problem } from './problem';

const STATUS: Readonly<Record<AppErrorCode, number>> = {
  'reference-unreadable': 400,
  'request-unreadable': 400,
  'not-signed-in': 401,
  'access-missing': 403,
  'cross-site': 403,
  'not-found': 404,
  'idempotency-key-reused': 409,
  'too-many-requests': 429,
  'passive-mode': 409,
  'environment-unknown': 400,
  'ticket-not-found': 404,
  'ticket-too-large': 422,
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
  'database-pooled': 503,
  'migration-failed': 500,
  'search-too-slow': 503,
};

/**
 * Turns whatever was thrown into what the browser is told, with the HTTP status, and writes the one
 * log line that has the details. Bugs get a sentence too, never a stack.
 */
export function toProblem(
  thrown: unknown,
  { requestId, log }: { readonly requestId: string; readonly log: Logger },
): { readonly problem: Problem; readonly status: number } {
  const error = thrown instanceof AppError ? thrown : (toDatabaseFailure(thrown) ?? thrown);
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

function internalProblem(requestId: string): Problem {
  return {
    code: 'internal',
    message: 'Internal error.',
    hint: 'Try again. If it happens again, send the request ID to your Snapgate administrator.',
    requestId,
    retryAfterMs: null,
  };
}
