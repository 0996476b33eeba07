import type { WebClient } from '@slack/web-api';
import { buildRunMessage } from './build-run-message';
import { createWebClient, type SlackConnection } from './create-web-client';
import { readSlackFailure, type SlackFailure } from './read-slack-failure';
import type { RunMessage } from './run-message';

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
    updateRunMessage: (ts, channel, message) =>
      send(client, async () => client.chat.update({ channel, ts, ...buildRunMessage(message) })),
  };
}

async function send(
  client: WebClient,
  call: () => Promise<{ ts?: string; channel?: string }>,
): Promise<SlackResult> {
  try {
    const { ts, channel } = await call();
    if (ts === undefined || channel === undefined) {
      const message = 'Slack answered without the id of the message.';
      return { ok: false, code: 'unreadable', message, retryAfterMs: null };
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
