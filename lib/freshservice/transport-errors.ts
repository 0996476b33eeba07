import { AppError } from '@/lib/errors/app-error';

/*
 * What Node's fetch throws, as observed on Node 20 (undici 6):
 *   time-out            DOMException TimeoutError, also while the body is read
 *   name not found      TypeError, cause.code ENOTFOUND (or EAI_AGAIN)
 *   nobody listens      TypeError, cause.code ECONNREFUSED
 *   cut before a reply  TypeError, cause.code UND_ERR_SOCKET or ECONNRESET
 *   cut within the body TypeError "terminated", cause.code UND_ERR_SOCKET
 */
type Reason = 'time-out' | 'name' | 'refused' | 'cut' | 'certificate' | 'other';

const SENTENCES: Readonly<Record<Reason, string>> = {
  'time-out': 'Freshservice did not answer in time.',
  name: 'The address of Freshservice cannot be found.',
  refused: 'Nobody answers at the address of Freshservice.',
  cut: 'The connection to Freshservice was cut before its answer was complete.',
  certificate: 'Freshservice could not prove who it is: its TLS certificate is not accepted.',
  other: 'Freshservice cannot be reached.',
};

/** An `AppError` for a call that got no complete reply, or null where `error` is something else. */
export function buildTransportError(error: unknown, path: string): AppError | null {
  const reason = readReason(error);
  if (reason === null) return null;
  return new AppError({
    code: 'freshservice-unreachable',
    message: SENTENCES[reason],
    hint:
      reason === 'name' || reason === 'refused' || reason === 'certificate'
        ? 'Check FRESHSERVICE_URL and the network of this server.'
        : 'Try again; if it stays, check the network of this server.',
    retryable: true,
    details: { path, reason, ...readErrorCode(error) },
    cause: error,
  });
}

function readReason(error: unknown): Reason | null {
  if (error instanceof DOMException) return error.name === 'TimeoutError' ? 'time-out' : null;
  if (!(error instanceof TypeError)) return null;
  const code = readErrorCode(error).errorCode;
  if (code === undefined) return null;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') return 'cut';
  if (code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') return 'time-out';
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) ? 'certificate' : 'other';
}

function readErrorCode(error: unknown): { errorCode?: string } {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return {};
  return typeof cause.code === 'string' ? { errorCode: cause.code } : {};
}
