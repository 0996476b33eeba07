import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@/lib/errors/app-error';
import { inSpan } from '@/lib/outgoing/span';
import { readBounded, ReplyTooLargeError } from '@/lib/outgoing/read-bounded';
import {
  buildRateLimited,
  buildStatusError,
  buildUnreadableError,
  type CallDetails,
  readCallDetails,
} from './freshservice-errors';
import type { RateLimitTracker } from './rate-limit';

export type Connection = {
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** The longest random wait before the one retry. */
  readonly retryDelayMs: number;
  readonly budget: RateLimitTracker;
  /** Asked before each call, a second attempt included; throws when none is left. */
  readonly takeCall?: (() => void) | undefined;
};

export type Reply = {
  readonly body: unknown;
  readonly headers: Headers;
  readonly details: CallDetails;
};

/** A call that changes something. */
type Write = {
  readonly method: 'POST' | 'PUT';
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * By `performance.now()`: a process that was paused must not send what another one may have sent
   * since.
   */
  readonly deadlineAt: number;
};

type Attempt =
  { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly error: AppError };

/** Longer waits than this are told to the person instead of being sat out. */
const MAX_RETRY_AFTER_MS = 5_000;

/** What JSON.parse can take without holding everybody else up; a page has at most 100 tasks. */
const REPLY_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * GETs one address as JSON. Tries a second time after a failed connection, a 5xx or a short
 * `Retry-After`, and sends nothing while Freshservice asked not to be called; throws an `AppError` of a `freshservice-*` code or `ticket-not-found`.
 */
export async function sendRequest(connection: Connection, url: URL): Promise<Reply> {
  const pauseMs = connection.budget.pauseMs();
  if (pauseMs > MAX_RETRY_AFTER_MS) throw buildRateLimited({ path: url.pathname }, pauseMs);
  if (pauseMs > 0) await sleep(pauseMs);
  const attempt = () => inSpan('Freshservice GET', {}, () => attemptOnce(connection, url));
  const first = await attempt();
  if (first.ok) return first.reply;
  const waitMs = decideRetryWait(first.error, connection.retryDelayMs);
  if (waitMs === null) throw first.error;
  await sleep(waitMs);
  const second = await attempt();
  if (second.ok) return second.reply;
  throw second.error;
}

/** Sends one write in exactly one attempt: the caller decides whether to try again. */
export async function sendWrite(connection: Connection, url: URL, write: Write): Promise<Reply> {
  const pauseMs = connection.budget.pauseMs();
  if (pauseMs > 0) throw buildRateLimited({ path: url.pathname }, pauseMs);
  const name = `Freshservice ${write.method}`;
  const sent = await inSpan(name, {}, () => attemptOnce(connection, url, write));
  if (sent.ok) return sent.reply;
  throw sent.error;
}

async function attemptOnce(
  connection: Connection,
  url: URL,
  write: Write | null = null,
): Promise<Attempt> {
  connection.takeCall?.();
  try {
    if (write !== null && performance.now() >= write.deadlineAt) throw new DeadlineOverError();
    const response = await fetch(url, {
      ...(write === null ? {} : { method: write.method, body: JSON.stringify(write.body) }),
      headers: {
        ...(write === null ? {} : { 'Content-Type': 'application/json' }),
        // Any password does; Freshservice reads the key from the user name.
        Authorization: `Basic ${Buffer.from(`${connection.apiKey}:X`).toString('base64')}`,
        Accept: 'application/json',
      },
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(connection.timeoutMs),
    });
    connection.budget.note(response.status, response.headers);
    // The same signal covers the body, so a reply that stalls half-way ends too.
    const body = await readBounded(response, REPLY_LIMIT_BYTES);
    if (hasTooManyValues(body)) {
      const details = readCallDetails(url, response);
      return { ok: false, error: buildUnreadableError('too-many-values', details, null) };
    }
    return readReply(url, response, body.toString('utf8'));
  } catch (error) {
    if (error instanceof ReplyTooLargeError) {
      return { ok: false, error: buildUnreadableError('too-large', { path: url.pathname }, error) };
    }
    if (error instanceof DeadlineOverError) return { ok: false, error: buildTooLate(url.pathname) };
    const transport = buildTransportError(error, url.pathname);
    if (transport === null) throw error;
    return { ok: false, error: transport };
  }
}

/** A page has 100 tasks at most, and a task some dozens of fields. */
export const MAX_VALUES = 50_000;

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/**
 * Whether a reply has more values than any of Freshservice's: JSON.parse takes a tenth of the time
 * for 4 MB of text that it takes for 4 MB of `{},`, and holds everybody up meanwhile. Bytes of a
 * multi-byte character are none of those that are looked for.
 */
export function hasTooManyValues(json: Uint8Array): boolean {
  let values = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === COMMA || byte === BRACKET || byte === BRACE) {
      values += 1;
      if (values > MAX_VALUES) return true;
    }
  }
  return false;
}

/** Nothing was sent. */
class DeadlineOverError extends Error {}

function buildTooLate(path: string): AppError {
  return new AppError({
    code: 'freshservice-unreachable',
    message: 'The process was paused past the call deadline, so the call was not sent.',
    hint: 'It will be retried automatically.',
    retryable: true,
    details: { path },
  });
}

function readReply(url: URL, response: Response, text: string): Attempt {
  if (!response.ok) return { ok: false, error: buildStatusError(url, response, text) };
  const details = readCallDetails(url, response);
  try {
    return { ok: true, reply: { body: JSON.parse(text), headers: response.headers, details } };
  } catch (cause) {
    return { ok: false, error: buildUnreadableError('not-json', details, cause) };
  }
}

/** How long to wait before the one retry, or null: a person should hear of this now. */
function decideRetryWait(error: AppError, retryDelayMs: number): number | null {
  const { retryAfterMs } = error;
  if (retryAfterMs !== null) return retryAfterMs <= MAX_RETRY_AFTER_MS ? retryAfterMs : null;
  const lostConnection =
    error.code === 'freshservice-unreachable' && error.details['reason'] !== 'time-out';
  // A time-out has cost ten seconds already; a second one would look like a hang.
  return lostConnection || error.code === 'freshservice-unavailable'
    ? Math.random() * retryDelayMs
    : null;
}

/*
 * What Node's fetch throws, as observed on Node 20 (undici 6):
 *   time-out            DOMException TimeoutError, also while the body is read
 *   name not found      TypeError, cause.code ENOTFOUND (or EAI_AGAIN)
 *   no one listens      TypeError, cause.code ECONNREFUSED
 *   cut before a reply  TypeError, cause.code UND_ERR_SOCKET or ECONNRESET
 *   cut within the body TypeError "terminated", cause.code UND_ERR_SOCKET
 */
type Reason = 'time-out' | 'name' | 'refused' | 'cut' | 'certificate' | 'other';

const SENTENCES: Readonly<Record<Reason, string>> = {
  'time-out': 'Freshservice did not respond in time.',
  name: 'The host name of Freshservice could not be resolved.',
  refused: 'The connection to Freshservice was refused.',
  cut: 'The connection to Freshservice was lost before the response was complete.',
  certificate: 'The TLS certificate of Freshservice could not be verified.',
  other: 'Freshservice cannot be reached.',
};

/** An `AppError` for a call that got no complete reply, or null where `error` is something else. */
function buildTransportError(error: unknown, path: string): AppError | null {
  const reason = parseReason(error);
  if (reason === null) return null;
  return new AppError({
    code: 'freshservice-unreachable',
    message: SENTENCES[reason],
    hint:
      reason === 'name' || reason === 'refused' || reason === 'certificate'
        ? 'Check FRESHSERVICE_URL and the network of this server.'
        : 'Try again. If the problem persists, check the network of this server.',
    retryable: true,
    details: { path, reason, ...readErrorCode(error) },
    cause: error,
  });
}

function parseReason(error: unknown): Reason | null {
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
