import { AppError } from '@/lib/errors/app-error';
import { readLine } from '@/lib/text/read-line';
import { readRetryAfterMs } from './rate-limit';

/** Where a failed call went, for the log. Never holds the key. */
export type CallDetails = Readonly<Record<string, string | number>>;

const CHECK_URL = 'Check FRESHSERVICE_URL: it must end in /api/v2 and be the API, not a web page.';

/** Status, path and request id of a reply, kept with every error. */
export function readCallDetails(url: URL, response: Response): CallDetails {
  const requestId = response.headers.get('x-request-id');
  return {
    path: url.pathname,
    httpStatus: response.status,
    ...(requestId === null ? {} : { freshserviceRequestId: requestId }),
  };
}

/** An `AppError` for any reply that is not 2xx. Decided by the status alone. */
export function buildStatusError(url: URL, response: Response, body: string): AppError {
  const details = readCallDetails(url, response);
  const { status } = response;
  if (status === 401 || status === 403) return buildUnauthorized(details, status);
  if (status === 404) return buildNotFound(details);
  if (status === 429) {
    return buildRateLimited(details, readRetryAfterMs(response.headers, Date.now()));
  }
  if (status >= 500) return buildUnavailable(details, response.headers);
  if (status >= 300 && status < 400) return buildRedirected(details, url, response.headers);
  return buildRefused(details, body);
}

function buildUnauthorized(details: CallDetails, status: 401 | 403): AppError {
  return new AppError({
    code: 'freshservice-unauthorized',
    message:
      status === 401
        ? 'Freshservice did not accept the API key of Snapgate.'
        : 'Freshservice knows the API key of Snapgate but does not let it read this ticket.',
    hint:
      status === 401
        ? 'Whoever runs Snapgate must renew FRESHSERVICE_API_KEY.'
        : 'Give the agent behind FRESHSERVICE_API_KEY access to the workspace of this ticket.',
    details,
  });
}

function buildNotFound(details: CallDetails): AppError {
  return new AppError({
    code: 'ticket-not-found',
    message: 'Freshservice has no ticket with this number.',
    hint: 'Check the number and its kind (CHN, INC, SR or PRB).',
    details,
  });
}

/** `retryAfterMs` is null where Freshservice did not say. */
export function buildRateLimited(details: CallDetails, retryAfterMs: number | null): AppError {
  return new AppError({
    code: 'freshservice-rate-limited',
    message: 'Freshservice has had too many calls from this account for the moment.',
    hint:
      retryAfterMs === null
        ? 'Try again in a minute.'
        : `Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
    retryable: true,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    details,
  });
}

function buildUnavailable(details: CallDetails, headers: Headers): AppError {
  const retryAfterMs = readRetryAfterMs(headers, Date.now());
  return new AppError({
    code: 'freshservice-unavailable',
    message: `Freshservice is having trouble: it answered with status ${details['httpStatus']}.`,
    hint: 'Try again in a few minutes; status.freshservice.com tells of outages.',
    retryable: true,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    details,
  });
}

function buildRedirected(details: CallDetails, url: URL, headers: Headers): AppError {
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location, url) ? new URL(location, url).origin : 'unknown';
  return new AppError({
    code: 'freshservice-refused',
    message: 'Freshservice sent us to another address, which is not followed.',
    hint: CHECK_URL,
    details: { ...details, redirectOrigin: target },
  });
}

function buildRefused(details: CallDetails, body: string): AppError {
  const said = readDescription(body);
  return new AppError({
    code: 'freshservice-refused',
    message:
      `Freshservice refused the call with status ${details['httpStatus']}` +
      (said === null ? '.' : `: ${said}`),
    hint: 'If it stays, tell the owners of Snapgate, with the request id.',
    details,
  });
}

/** Errors are `{description, errors}` or `{code, message}`, or not JSON at all. */
function readDescription(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const said =
      ('description' in parsed && parsed.description) || ('message' in parsed && parsed.message);
    return typeof said === 'string' ? readLine(said, 300) : null;
  } catch {
    return null;
  }
}

/** A reply that arrived but says nothing we understand. */
export function buildUnreadableError(
  why: 'not-json' | 'unexpected' | 'too-large',
  details: CallDetails,
  cause: unknown,
): AppError {
  return new AppError({
    code: 'freshservice-unreadable',
    message: UNREADABLE[why],
    hint: why === 'not-json' ? CHECK_URL : 'Tell the owners of Snapgate, with the request id.',
    details,
    cause,
  });
}

const UNREADABLE = {
  'not-json': 'Freshservice answered with something that is not JSON, such as a web page.',
  unexpected: 'Freshservice answered with fields that Snapgate does not understand.',
  'too-large': 'Freshservice answered with more than 32 MB, which is not read to its end.',
} as const;
