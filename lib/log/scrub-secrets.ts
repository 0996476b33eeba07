import { createHmac, randomBytes } from 'node:crypto';
import { SECRET_SHAPES } from './secret-shapes';

type Known = { readonly key: string | Buffer; readonly texts: readonly string[] };

// Next bundles this file once for the pages and once for what starts with the server.
const shared = globalThis as typeof globalThis & { snapgateSecrets?: Known };

/** Shorter ones are words that would be taken out of every sentence. */
const SHORTEST_SECRET_CHARS = 8;

/**
 * Tells the scrubber the secrets of this process, so that they are known whatever they look like:
 * as they are, and as they travel in headers and addresses. `key` marks equal secrets alike in all
 * processes that share it.
 */
export function learnSecrets(key: string, secrets: readonly string[]): void {
  const texts = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET_CHARS)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
      Buffer.from(`${secret}:X`).toString('base64'),
    ]);
  // The longest first: one may be a part of another.
  const longestFirst = [...new Set(texts)].toSorted((one, other) => other.length - one.length);
  shared.snapgateSecrets = { key, texts: longestFirst };
}

/**
 * The text without what is, or looks like, a secret. In its place stands a mark that is the same
 * for the same secret, so that an incident can be followed, and that tells nothing about it.
 */
export function scrubSecrets(text: string): string {
  if (text.length < SHORTEST_SECRET_CHARS) return text;
  shared.snapgateSecrets ??= { key: randomBytes(32), texts: [] };
  const { key, texts } = shared.snapgateSecrets;
  let scrubbed = text;
  for (const secret of texts) {
    if (scrubbed.includes(secret)) scrubbed = scrubbed.replaceAll(secret, writeMark(key, secret));
  }
  for (const { pattern, isSecret } of SECRET_SHAPES) {
    scrubbed = scrubbed.replace(pattern, (match) =>
      isSecret?.(match) === false ? match : writeMark(key, match),
    );
  }
  return scrubbed;
}

/** Looks like none of the shapes, so that scrubbing twice changes nothing. */
function writeMark(key: string | Buffer, secret: string): string {
  return `[secret ${createHmac('sha256', key).update(secret).digest('hex').slice(0, 10)}]`;
}
