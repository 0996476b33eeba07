import { createHmac, randomBytes } from 'node:crypto';

type Known = { readonly key: string | Buffer; readonly texts: readonly string[] };

// Next bundles this file once for the pages and once for what starts with the server.
const shared = globalThis as typeof globalThis & { snapgateSecrets?: Known };

/** Shorter ones are words that would be taken out of every sentence. */
const MIN_SECRET_CHARS = 8;

/**
 * Tells the scrubber the secrets of this process, so that they are known whatever they look like:
 * as they are, and as they travel in headers and addresses. `key` marks equal secrets alike in all
 * processes that share it.
 */
export function learnSecrets(key: string, secrets: readonly string[]): void {
  const texts = secrets
    .filter((secret) => secret.length >= MIN_SECRET_CHARS)
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
  if (text.length < MIN_SECRET_CHARS) return text;
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

type SecretShape = {
  readonly pattern: RegExp;
  /** A second look at what matched; without it every match is a secret. */
  readonly isSecret?: (match: string) => boolean;
};

// Behind the escape of a line end in JSON a word begins as well, though a letter stands before it.
const START = String.raw`(?:(?<![A-Za-z0-9+/_-])|(?<=\\[nrtbf]))`;

function word(shape: string): RegExp {
  return new RegExp(START + shape, 'g');
}

/**
 * What secrets look like, wherever they stand: in prose, in a header, in JSON, in JSON within JSON.
 * No match contains a quote, or a backslash that escapes one, so that text which was JSON still is
 * when it is replaced. What stands in front and says what it is (`Basic`, `password=`) is kept.
 */
const SECRET_SHAPES: readonly SecretShape[] = [
  // Line ends within a key are escaped where it stands in JSON, twice in JSON within JSON.
  {
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s:,-]|\\+[nrt])*(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----)?/g,
  },
  // AWS: key ids, session tokens (they begin alike because of what they encode), secret keys.
  { pattern: word('(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])') },
  { pattern: /(?:FwoGZXIvYXdz|IQoJb3JpZ2lu|FQoGZXIvYXdz|AQoDYXdz)[A-Za-z0-9+/=_%-]{20,}/g },
  {
    pattern: word('[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])'),
    isSecret: looksRandom,
  },
  // Slack: tokens and incoming webhooks.
  { pattern: word('x(?:ox[a-z]|app)[.-][A-Za-z0-9.-]{10,}') },
  { pattern: /(?<=hooks\.slack\.com\/[A-Za-z]{1,20}\/)[A-Za-z0-9/_-]{8,}/g },
  // JSON Web Tokens, signed (3 parts) and encrypted (5), such as sessions and ID tokens.
  { pattern: word(String.raw`eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}`) },
  // Authorization headers; not the words "Basic authentication".
  {
    pattern: /(?<=(?:\b|\\[nrt])(?:Basic|Bearer)\s{1,3})[A-Za-z0-9+/._~-]{8,}={0,2}/gi,
    isSecret: (match) => /\d|=|[a-z][A-Z]/.test(match),
  },
  // Passwords within addresses, such as that of the database.
  { pattern: /(?<=:\/\/[^\s:@/"'\\]{0,100}:)[^\s@/"'\\]{1,200}(?=@)/g },
  // `password=…`, `"client_secret": "…"`, `x-api-key: …`, with a value that is not a plain word.
  {
    pattern:
      /(?<=(?:passw(?:or)?d|secret|token|api[_-]?key|credential|access[_-]?key)s?\\{0,3}["']?\s{0,3}[:=]\s{0,3}\\{0,3}["']?)[^\s"'\\<>,;&()[\]{}]{8,}/gi,
    isSecret: (match) => /\d/.test(match),
  },
  // Other people's tokens that end up in tickets.
  { pattern: word(String.raw`(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})`) },
  { pattern: word('(?:glpat-|npm_|sk-|sk_live_)[A-Za-z0-9_-]{20,}') },
];

/** Forty characters are also a commit's hash, a path, a long word: those have fewer sorts of them. */
function looksRandom(match: string): boolean {
  const sorts = new Set(match).size;
  const mixed = /[a-z]/.test(match) && /[A-Z]/.test(match);
  const slashes = match.split('/').length - 1;
  return mixed && slashes <= 5 && sorts >= (/[\d+/]/.test(match) ? 18 : 24);
}
