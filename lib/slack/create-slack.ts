import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { inSpan } from '@/lib/outgoing/span';
import { readBounded } from '@/lib/outgoing/read-bounded';
import { buildNotice, type SlackNotice } from './build-notice';
import { buildRunMessage, type RunMessage } from './build-run-message';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

export type SlackConfig = SlackConnection & {
  /** Name or id of a channel the bot is in. */
  readonly channel: string;
  readonly username: string;
};

export type SlackResult =
  | {
      readonly ok: true;
      /** Slack's id of the message within its channel. */
      readonly ts: string;
      /** The channel's id, as an update needs it. */
      readonly channel: string;
      /** Null where Slack did not tell. */
      readonly permalink: string | null;
    }
  | SlackFailure;

/** One channel. Nothing throws: Slack being down never changes a run. */
export type Slack = {
  /** One attempt; Slack has no idempotency key, so a second one may show twice. */
  readonly postRunMessage: (message: RunMessage) => Promise<SlackResult>;
  /** A short message that belongs to no run. */
  readonly postNotice: (notice: SlackNotice) => Promise<SlackResult>;
  /** Rewrites a message that was posted; may be repeated. */
  readonly updateRunMessage: (
    ts: string,
    channel: string,
    message: RunMessage,
  ) => Promise<SlackResult>;
};

export function createSlack(config: SlackConfig): Slack {
  const client = createWebClient(config);
  return {
    postRunMessage: (message) =>
      send(client, async () => {
        const { blocks, text } = buildRunMessage(message);
        return client.chat.postMessage({
          channel: config.channel,
          username: config.username,
          unfurl_links: false,
          unfurl_media: false,
          blocks,
          text,
        });
      }),
    postNotice: (notice) =>
      send(client, async () =>
        client.chat.postMessage({
          channel: config.channel,
          username: config.username,
          unfurl_links: false,
          unfurl_media: false,
          ...buildNotice(notice),
        }),
      ),
    updateRunMessage: (ts, channel, message) =>
      send(client, async () => client.chat.update({ channel, ts, ...buildRunMessage(message) })),
  };
}

async function send(
  client: WebClient,
  call: () => Promise<{ ts?: string; channel?: string }>,
): Promise<SlackResult> {
  try {
    const { ts, channel } = await inSpan('Slack', {}, call);
    if (ts === undefined || channel === undefined) {
      const message = 'Slack did not return a message ID.';
      return { ok: false, code: 'unreadable', message, retryAfterMs: null, final: false };
    }
    return { ok: true, ts, channel, permalink: await fetchPermalink(client, ts, channel) };
  } catch (error) {
    return readSlackFailure(error);
  }
}

/** A link is nice to have; without it the message is still there. */
async function fetchPermalink(
  client: WebClient,
  ts: string,
  channel: string,
): Promise<string | null> {
  try {
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    return permalink ?? null;
  } catch (error) {
    readSlackFailure(error);
    return null;
  }
}

type SlackConnection = {
  /** Bot token; needs `chat:write`, and `chat:write.customize` for the user name. */
  readonly token: string;
  /** Default `https://slack.com/api/`. */
  readonly apiUrl?: string | undefined;
  /** Per call; default 10 s. */
  readonly timeoutMs?: number | undefined;
};

/** Slack's own client, without its half hour of retries: the caller decides when to try again. */
function createWebClient(connection: SlackConnection): WebClient {
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

type SlackFailure = {
  readonly ok: false;
  /**
   * Slack's own word, such as `channel_not_found`, or one of `rate-limited`, `http-<status>`,
   * `unreadable`, `time-out`, `unreachable`. After the last two the message may still have arrived.
   */
  readonly code: string;
  /** One sentence for the log and the page. */
  readonly message: string;
  /** How long Slack asked us to wait. */
  readonly retryAfterMs: number | null;
  /** Slack will say the same until a person changes something. */
  readonly final: boolean;
};

/** Slack's words for what no wait cures: the channel, the token, the app's rights, the message. */
const FINAL: ReadonlySet<string> = new Set([
  'access_denied',
  'account_inactive',
  'cant_update_message',
  'channel_not_found',
  'edit_window_closed',
  'ekm_access_denied',
  'invalid_auth',
  'invalid_blocks',
  'invalid_blocks_format',
  'is_archived',
  'is_inactive',
  'message_not_found',
  'messages_tab_disabled',
  'missing_scope',
  'msg_too_long',
  'no_permission',
  'no_text',
  'not_allowed_token_type',
  'not_authed',
  'not_in_channel',
  'org_login_required',
  'restricted_action',
  'restricted_action_read_only_channel',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);

/** What Slack's client threw, as data, by its class. Bugs are thrown again. */
function readSlackFailure(error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1000;
    return fail('rate-limited', 'Slack rate limit reached.', retryAfterMs);
  }
  if (error instanceof WebAPIPlatformError) return readRefusal(error.data);
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error;
    return fail(`http-${statusCode}`, `Slack returned HTTP status ${statusCode}.`);
  }
  if (error instanceof WebAPIRequestError) {
    return error.original.name === 'TimeoutError'
      ? fail('time-out', 'Slack did not respond in time.')
      : fail('unreachable', 'Slack cannot be reached.');
  }
  throw error;
}

// The client puts a body that is not JSON into the same field as Slack's error word.
function readRefusal({ error: word, needed }: { error?: unknown; needed?: unknown }): SlackFailure {
  if (typeof word !== 'string' || !/^[a-z][a-z0-9_]{0,79}$/.test(word)) {
    return fail('unreadable', 'Unexpected response from the Slack endpoint.');
  }
  if (
    word === 'missing_scope' &&
    typeof needed === 'string' &&
    /^[a-z:._,-]{1,200}$/.test(needed)
  ) {
    return fail(word, `Slack refused the message: the bot lacks the scope ${needed}.`);
  }
  return fail(word, `Slack refused the message: ${word}.`);
}

function fail(code: string, message: string, retryAfterMs: number | null = null): SlackFailure {
  return { ok: false, code, message, retryAfterMs, final: FINAL.has(code) };
}
