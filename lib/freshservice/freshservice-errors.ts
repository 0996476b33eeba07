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
  if (status === 401 || status === 403) return buildUnauthorized(details, status, body);
  if (status === 404)
    return isWebPage(response, body) ? buildNotTheApi(details) : buildNotFound(details);
  if (status === 429) {
    return buildRateLimited(details, readRetryAfterMs(response.headers, Date.now()));
  }
  if (status >= 500) return buildUnavailable(details, response.headers);
  if (status >= 300 && status < 400) return buildRedirected(details, url, response.headers);
  return buildRefused(details, body);
}

function buildUnauthorized(details: CallDetails, status: 401 | 403, body: string): AppError {
  if (status === 401) {
    return new AppError({
      code: 'freshservice-unauthorized',
      message: 'Freshservice rejected the API key.',
      hint: 'Set FRESHSERVICE_API_KEY to a valid API key.',
      details,
    });
  }
  const { code, message } = readSaid(body);
  const said = [message, code === null ? null : `(${code})`].filter((part) => part !== null);
  return new AppError({
    code: 'freshservice-unauthorized',
    message: `Freshservice refused access${said.length === 0 ? '.' : `: ${said.join(' ')}`}`,
    hint: adviseOn403(code, message),
    details: code === null ? details : { ...details, freshserviceCode: code },
  });
}

/** The reasons for a 403 differ, and so does what helps. */
function adviseOn403(code: string | null, message: string | null): string {
  const text = `${code ?? ''} ${message ?? ''}`;
  if (/require_feature|feature|plan/i.test(text)) {
    return 'The Freshservice account lacks this feature or has it switched off. Ask a Freshservice administrator.';
  }
  if (/\bip\b|ip_|address|whitelist|allowlist|network/i.test(text)) {
    return 'Ask a Freshservice administrator to allow the address of the Snapgate server.';
  }
  if (/inactive|suspended|expired|trial/i.test(text)) {
    return 'Ask a Freshservice administrator to activate the account or the agent behind FRESHSERVICE_API_KEY.';
  }
  return 'Ask a Freshservice administrator to give the agent behind FRESHSERVICE_API_KEY access to the workspace of this ticket.';
}

/** Freshservice answers in JSON or not at all; a web page comes from something else. */
function isWebPage(response: Response, body: string): boolean {
  return (
    /html/i.test(response.headers.get('content-type') ?? '') || /^\s*<(?:!doctype|html)/i.test(body)
  );
}

function buildNotTheApi(details: CallDetails): AppError {
  return new AppError({
    code: 'freshservice-unreadable',
    message: 'The server returned a web page (status 404): it is not the Freshservice API.',
    hint: CHECK_URL,
    details,
  });
}

function buildNotFound(details: CallDetails): AppError {
  return new AppError({
    code: 'ticket-not-found',
    message: 'Freshservice has no ticket with this number.',
    hint: 'Check the number and its kind (CHN, INC, SR, or PRB).',
    details,
  });
}

/** `retryAfterMs` is null where Freshservice did not say. */
export function buildRateLimited(details: CallDetails, retryAfterMs: number | null): AppError {
  return new AppError({
    code: 'freshservice-rate-limited',
    message: 'Freshservice rate limit reached.',
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
    message: `Freshservice returned an error (status ${details['httpStatus']}).`,
    hint: 'Try again in a few minutes. Check status.freshservice.com for outages.',
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
    message: 'Freshservice redirected the request to another address. Redirects are not followed.',
    hint: CHECK_URL,
    details: { ...details, redirectOrigin: target },
  });
}

function buildRefused(details: CallDetails, body: string): AppError {
  const said = readSaid(body).message;
  return new AppError({
    code: 'freshservice-refused',
    message:
      `Freshservice refused the call with status ${details['httpStatus']}` +
      (said === null ? '.' : `: ${said}`),
    hint: 'If the problem persists, contact your Snapgate administrator with the request ID.',
    details,
  });
}

type Said = { readonly code: string | null; readonly message: string | null };

/** Errors are `{description, errors}` or `{code, message}`, or not JSON at all. */
function readSaid(body: string): Said {
  const nothing = { code: null, message: null };
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return nothing;
    const fields = parsed as Readonly<Record<string, unknown>>;
    const line = (value: unknown, limit: number) =>
      typeof value === 'string' && value !== '' ? readLine(value, limit) : null;
    return {
      code: line(fields['code'], 80),
      message: line(fields['description'], 300) ?? line(fields['message'], 300),
    };
  } catch {
    return nothing;
  }
}

/** A reply that arrived but says nothing we understand. */
export function buildUnreadableError(
  why: keyof typeof UNREADABLE,
  details: CallDetails,
  cause: unknown,
): AppError {
  const fields = details['fields'];
  return new AppError({
    code: 'freshservice-unreadable',
    message: fields === undefined ? UNREADABLE[why] : `${UNREADABLE[why]}: ${fields}.`,
    hint:
      why === 'not-json' ? CHECK_URL : 'Contact your Snapgate administrator with the request ID.',
    details,
    cause,
  });
}

const UNREADABLE = {
  'not-json': 'Freshservice returned something that is not JSON, such as a web page.',
  unexpected: 'The Freshservice response lacks fields that Snapgate needs',
  'too-many': 'Freshservice returned more tasks on one page than its documented limit.',
  'too-many-values': 'Freshservice returned more fields than a page of tasks can have.',
  'too-large': 'The Freshservice response is larger than 4 MB and was discarded.',
} as const;
