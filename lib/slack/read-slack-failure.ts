import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

export type SlackFailure = {
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
};

/** What Slack's client threw, as data, by its class. Bugs are thrown again. */
export function readSlackFailure(error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1000;
    return fail('rate-limited', 'Slack has had too many messages for now.', retryAfterMs);
  }
  if (error instanceof WebAPIPlatformError) return readRefusal(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error;
    return fail(`http-${statusCode}`, `Slack answered with status ${statusCode}.`);
  }
  if (error instanceof WebAPIRequestError) {
    return error.original.name === 'TimeoutError'
      ? fail('time-out', 'Slack did not answer in time.')
      : fail('unreachable', 'Slack cannot be reached.');
  }
  throw error;
}

// The client puts a body that is not JSON into the same field as Slack's error word.
function readRefusal(word: unknown): SlackFailure {
  if (typeof word !== 'string' || !/^[a-z][a-z0-9_]{0,79}$/.test(word)) {
    return fail('unreadable', 'What answered as Slack does not speak like Slack.');
  }
  return fail(word, `Slack refused the message: ${word}.`);
}

function fail(code: string, message: string, retryAfterMs: number | null = null): SlackFailure {
  return { ok: false, code, message, retryAfterMs };
}
