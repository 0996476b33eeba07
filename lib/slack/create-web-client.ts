import { LogLevel, WebClient, type Logger } from '@slack/web-api';
import { readBounded } from '@/lib/outgoing/read-bounded';

export type SlackConnection = {
  /** Bot token; needs `chat:write`, and `chat:write.customize` for the user name. */
  readonly token: string;
  /** Default `https://slack.com/api/`. */
  readonly apiUrl?: string | undefined;
  /** Per call; default 10 s. */
  readonly timeoutMs?: number | undefined;
};

/** Slack's own client, without its half hour of retries: whoever sends decides when to try again. */
export function createWebClient(connection: SlackConnection): WebClient {
  return new WebClient(connection.token, {
    ...(connection.apiUrl === undefined ? {} : { slackApiUrl: connection.apiUrl }),
    retryConfig: { retries: 0 },
    timeout: connection.timeoutMs ?? 10_000,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    fetch: fetchWhole,
    logger: silentLogger,
  });
}

const DEFAULT_RETRY_AFTER_S = 30;
const REPLY_LIMIT_BYTES = 1024 * 1024;

// The client reads the body outside of its own error handling, so one that stalls or is cut would
// come out as a bug; and a 429 without a readable `Retry-After` as a plain error. Both are settled
// here, where they still become one of the client's error classes.
const fetchWhole: typeof fetch = async (address, options) => {
  // Not followed: the token must not travel to another address than the configured one.
  const reply = await fetch(address, { ...options, cache: 'no-store', redirect: 'manual' });
  const body = await readBounded(reply, REPLY_LIMIT_BYTES);
  const headers = new Headers(reply.headers);
  if (reply.status === 429 && !/^\d+$/.test(headers.get('retry-after') ?? '')) {
    headers.set('retry-after', String(DEFAULT_RETRY_AFTER_S));
  }
  const { status, statusText } = reply;
  // A status such as 204 must not have a body, not even an empty one.
  return new Response(body.byteLength === 0 ? null : new Uint8Array(body), {
    status,
    statusText,
    headers,
  });
};

/** The client would write to the console; what happened is in the result, and logged from there. */
const silentLogger: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  getLevel: () => LogLevel.ERROR,
  setName: ignore,
};

function ignore(): void {}
