import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '@/lib/errors/app-error';
import { readBounded, ReplyTooLargeError } from '@/lib/outgoing/read-bounded';
import type { CallBudget } from './call-budget';
import {
  buildRateLimited,
  buildStatusError,
  buildUnreadableError,
  readCallDetails,
  type CallDetails,
} from './freshservice-errors';
import { buildTransportError } from './transport-errors';

export type Connection = {
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** The longest random wait before the one retry. */
  readonly retryDelayMs: number;
  readonly budget: CallBudget;
};

export type Reply = {
  readonly body: unknown;
  readonly headers: Headers;
  readonly details: CallDetails;
};

type Attempt =
  { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly error: AppError };

/** Longer waits than this are told to the person instead of being sat out. */
const LONGEST_RETRY_AFTER_MS = 5_000;

/** A hundred tasks with the longest descriptions that are read fit in. */
const REPLY_LIMIT_BYTES = 32 * 1024 * 1024;

/**
 * GETs one address as JSON. Tries a second time after a failed connection, a 5xx or a short
 * `Retry-After`, and sends nothing while Freshservice asked not to be called; throws an `AppError` of a `freshservice-*` code or `ticket-not-found`.
 */
export async function sendRequest(connection: Connection, url: URL): Promise<Reply> {
  const pauseMs = connection.budget.pauseMs();
  if (pauseMs > LONGEST_RETRY_AFTER_MS) throw buildRateLimited({ path: url.pathname }, pauseMs);
  if (pauseMs > 0) await sleep(pauseMs);
  const first = await attempt(connection, url);
  if (first.ok) return first.reply;
  const waitMs = decideRetryWait(first.error, connection.retryDelayMs);
  if (waitMs === null) throw first.error;
  await sleep(waitMs);
  const second = await attempt(connection, url);
  if (second.ok) return second.reply;
  throw second.error;
}

async function attempt(connection: Connection, url: URL): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      headers: {
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
    return readReply(url, response, body.toString('utf8'));
  } catch (error) {
    if (error instanceof ReplyTooLargeError) {
      return { ok: false, error: buildUnreadableError('too-large', { path: url.pathname }, error) };
    }
    const transport = buildTransportError(error, url.pathname);
    if (transport === null) throw error;
    return { ok: false, error: transport };
  }
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
  if (retryAfterMs !== null) return retryAfterMs <= LONGEST_RETRY_AFTER_MS ? retryAfterMs : null;
  const lostConnection =
    error.code === 'freshservice-unreachable' && error.details['reason'] !== 'time-out';
  // A time-out has cost ten seconds already; a second one would look like a hang.
  return lostConnection || error.code === 'freshservice-unavailable'
    ? Math.random() * retryDelayMs
    : null;
}
