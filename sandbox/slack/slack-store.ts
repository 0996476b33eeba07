/** A message as its channel holds it. */
export type SlackMessage = {
  /** Seconds since 1970 with six decimals; names the message within its channel. */
  readonly ts: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly username: string;
  readonly threadTs: string | null;
  readonly editedAt: string | null;
};

export type SlackBlock = { readonly type: string; readonly [field: string]: unknown };

/** Channels the bot is a member of. */
export const CHANNELS: readonly {
  readonly id: string;
  readonly name: string;
  readonly archived?: boolean;
}[] = [
  { id: 'C0SNAPSHOTS', name: 'ops-snapshots' },
  { id: 'C0GENERAL01', name: 'general' },
  { id: 'C0ARCHIVED1', name: 'old-ops', archived: true },
];

export type SlackStore = {
  list(): readonly SlackMessage[];
  find(channelId: string, ts: string): SlackMessage | undefined;
  /** Adds the message, or replaces the one with its `ts`. */
  put(message: SlackMessage): void;
  replaceAll(messages: readonly SlackMessage[]): void;
};

export function createSlackStore(onChange: () => void): SlackStore {
  const messages = new Map<string, SlackMessage>();
  return {
    list: () => [...messages.values()],
    find: (channelId, ts) => messages.get(keyOf(channelId, ts)),
    put(message) {
      messages.set(keyOf(message.channelId, message.ts), message);
      onChange();
    },
    replaceAll(replacement) {
      messages.clear();
      for (const one of replacement) messages.set(keyOf(one.channelId, one.ts), one);
    },
  };
}

function keyOf(channelId: string, ts: string): string {
  return `${channelId}/${ts}`;
}

/** Channels are addressed by id or by name, with or without `#`. */
export function findChannel(text: string): (typeof CHANNELS)[number] | undefined {
  const name = text.replace(/^#/, '');
  return CHANNELS.find((one) => one.id === text || one.name === name);
}
