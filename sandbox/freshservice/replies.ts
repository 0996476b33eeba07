import type { FaultError } from '../server/fault';

type Headers = Readonly<Record<string, string>>;

export function replyJson(body: unknown, status = 200, headers: Headers = {}): Response {
  return Response.json(body, { status, headers });
}

/** Freshservice answers "no such record" with no body at all. */
export function replyNotFound(headers: Headers = {}): Response {
  return new Response(null, { status: 404, headers });
}

export function replyUnauthorized(): Response {
  return replyJson(
    { code: 'invalid_credentials', message: 'You have to be logged in to perform this action.' },
    401,
  );
}

export function replyTooManyRequests(headers: Headers): Response {
  return replyJson({ message: 'You have exceeded the limit of requests per minute' }, 429, headers);
}

export function replyInvalid(field: string, message: string, headers: Headers = {}): Response {
  const errors = [{ field, message, code: 'invalid_value' }];
  return replyJson({ description: 'Validation failed', errors }, 400, headers);
}

/** A fault's error as Freshservice would write it. */
export function replyFault(error: FaultError): Response {
  const status = error.status ?? 500;
  const headers: Headers =
    error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
  if (status === 404) return replyNotFound(headers);
  if (status === 401) return replyUnauthorized();
  if (status === 400) return replyInvalid('id', error.message ?? 'It should be valid', headers);
  const body = { code: error.code ?? 'server_error', message: error.message ?? 'Try again later.' };
  return replyJson(body, status, headers);
}
