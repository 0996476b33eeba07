import type { Clock } from '../server/clock';
import type { SandboxSettings } from '../server/settings';
import type { TokenBuckets } from '../server/token-bucket';
import { checkBlocks } from './check-blocks';
import { readBlocks, textArgument, type SlackArguments } from './read-arguments';
import { findChannel, type SlackMessage, type SlackStore } from './slack-store';

/** `ok: false` answers carry Slack's error code; `ratelimited` goes out as HTTP 429. */
export type SlackResult =
  | ({ readonly ok: true } & Readonly<Record<string, unknown>>)
  | { readonly ok: false; readonly error: string; readonly retryAfterSeconds?: number };

export type SlackParts = {
  readonly store: SlackStore;
  readonly clock: Clock;
  readonly settings: SandboxSettings;
  readonly buckets: TokenBuckets;
  /** Where a person reads a message. */
  readonly pageOf: (message: SlackMessage) => string;
};

export type SlackMethod = (parts: SlackParts, args: SlackArguments) => SlackResult;

const postMessage: SlackMethod = (parts, args) => {
  const channel = findChannel(textArgument(args, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  if (channel.archived === true) return refuse('is_archived');
  const { settings, buckets } = parts;
  const bucket = { size: Math.max(1, settings.slackBurst), refillPerSecond: 1 };
  if (!buckets.take(channel.id, bucket)) {
    return { ok: false, error: 'ratelimited', retryAfterSeconds: 1 };
  }
  const content = readContent(args);
  if ('error' in content) return refuse(content.error);
  const message: SlackMessage = {
    ...content,
    ts: nextTs(parts),
    channelId: channel.id,
    channelName: channel.name,
    username: textArgument(args, 'username') || 'sandbox-bot',
    threadTs: textArgument(args, 'thread_ts') || null,
    editedAt: null,
  };
  parts.store.put(message);
  return { ok: true, channel: channel.id, ts: message.ts, message: toWire(message) };
};

const update: SlackMethod = (parts, args) => {
  const channel = findChannel(textArgument(args, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  const found = parts.store.find(channel.id, textArgument(args, 'ts'));
  if (found === undefined) return refuse('message_not_found');
  const content = readContent(args);
  if ('error' in content) return refuse(content.error);
  const editedAt = new Date(parts.clock.now()).toISOString();
  const message = { ...found, ...content, editedAt };
  parts.store.put(message);
  const { ts, text } = message;
  return { ok: true, channel: channel.id, ts, text, message: toWire(message) };
};

const getPermalink: SlackMethod = (parts, args) => {
  const channel = findChannel(textArgument(args, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  const found = parts.store.find(channel.id, textArgument(args, 'message_ts'));
  if (found === undefined) return refuse('message_not_found');
  return { ok: true, channel: channel.id, permalink: parts.pageOf(found) };
};

const authTest: SlackMethod = () => ({
  ok: true,
  url: 'https://example.slack.com/',
  team: 'Example',
  user: 'snapgate',
  team_id: 'T0SANDBOX1',
  user_id: 'U0SANDBOX1',
  bot_id: 'B0SANDBOX1',
  is_enterprise_install: false,
});

/** The methods this stand-in knows, by the name that follows `/api/`. */
export const SLACK_METHODS: Readonly<Record<string, SlackMethod>> = {
  'auth.test': authTest,
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.getPermalink': getPermalink,
};

function refuse(error: string): SlackResult {
  return { ok: false, error };
}

function readContent(
  args: SlackArguments,
): Pick<SlackMessage, 'text' | 'blocks'> | { error: string } {
  const text = textArgument(args, 'text');
  const blocks = readBlocks(args);
  if (blocks === null) return { error: 'invalid_blocks_format' };
  if (text === '' && blocks.length === 0) return { error: 'no_text' };
  if (text.length > 40_000) return { error: 'msg_too_long' };
  const error = checkBlocks(blocks);
  return error === null ? { text, blocks } : { error };
}

/** Unique within the store even when two messages come in one millisecond. */
function nextTs({ clock, store }: SlackParts): string {
  const seconds = (clock.now() / 1000).toFixed(3);
  return `${seconds}${String(store.list().length % 1000).padStart(3, '0')}`;
}

function toWire(message: SlackMessage) {
  const { ts, text, blocks, username } = message;
  const identity = { type: 'message', subtype: 'bot_message', bot_id: 'B0SANDBOX1', username };
  return { ...identity, ts, text, ...(blocks.length > 0 ? { blocks } : {}) };
}
