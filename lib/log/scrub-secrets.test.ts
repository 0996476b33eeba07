import { Writable } from 'node:stream';
import pino from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { cleanLogLine } from './logger';
import { learnSecrets, scrubSecrets } from './scrub-secrets';
import { drawSecrets } from '@/testing/secrets';

const SECRETS = drawSecrets('scrub', 1_000);

/** Where text with a secret in it is found: each of these is scrubbed as a whole. */
const CARRIERS: Readonly<Record<string, (text: string) => string>> = {
  'a sentence': (text) => `The key is ${text}, please rotate it.`,
  'a text of its own': (text) => text,
  quotes: (text) => `got “${text}” and '${text}'`,
  HTML: (text) => `<p>${text}</p>`,
  'lines of JSON': (text) => JSON.stringify({ text: `one\n${text}\r\ntwo\t${text}` }),
  JSON: (text) => JSON.stringify({ message: text, list: [text, `say ${text}`] }),
  'JSON within JSON': (text) => JSON.stringify({ body: JSON.stringify({ message: text }) }),
  'an assignment': (text) => `export KEY=${text}`,
};

beforeEach(() => learnSecrets('test', []));

test.each(Object.entries(CARRIERS))('none of 1,000 seeded secrets is left in %s', (_, carry) => {
  const left = SECRETS.filter(({ secret, as }) => scrubSecrets(carry(as)).includes(secret));
  expect(left.map(({ sort, as }) => `${sort}: ${as}`)).toEqual([]);
});

test('what was JSON still is', () => {
  for (const { as } of SECRETS) {
    const scrubbed = scrubSecrets(CARRIERS['JSON within JSON']?.(`“"\\${as}\\"`) ?? '');
    const outer = JSON.parse(scrubbed) as { body: string };
    expect(() => JSON.parse(outer.body)).not.toThrow();
  }
});

test('scrubbing twice changes nothing more', () => {
  for (const { as } of SECRETS) {
    const once = scrubSecrets(`see ${as} here`);
    expect(scrubSecrets(once)).toBe(once);
  }
});

test('none of 1,000 seeded secrets reaches a line of the log, in messages, errors, causes or data', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()),
  });
  const log = pino({ hooks: { streamWrite: cleanLogLine } }, sink);
  for (const { as } of SECRETS) {
    log.info(`read ${as}`);
    const cause = new Error(`connect ${as}`);
    const err = Object.assign(new Error(as, { cause }), { hint: as });
    log.error({ err, details: { header: as }, list: [as] }, 'failed');
  }
  const all = lines.join('');
  expect(SECRETS.filter(({ secret }) => all.includes(secret))).toEqual([]);
  expect(lines).toHaveLength(2_000);
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
});

describe('the secrets of the configuration', () => {
  const KEY = 'correct horse battery';

  beforeEach(() => learnSecrets('test', [KEY, 'short']));

  test.each([
    ['as they are', `with ${KEY}!`],
    ['in an address', `https://x/?key=${encodeURIComponent(KEY)}`],
    ['as Basic header', Buffer.from(`${KEY}:X`).toString('base64')],
    ['in base64', Buffer.from(KEY).toString('base64')],
  ])('are found whatever they look like: %s', (_, text) => {
    expect(scrubSecrets(text)).toMatch(/\[secret [0-9a-f]{10}\]/);
    expect(scrubSecrets(text)).not.toContain('horse');
    expect(scrubSecrets(text)).not.toContain(Buffer.from(KEY).toString('base64').slice(0, 12));
  });

  test('leave the same mark for the same secret, and another one for another', () => {
    const [one, other] = [scrubSecrets(`a ${KEY}`), scrubSecrets(`b ${KEY}`)];
    expect(one.slice(2)).toBe(other.slice(2));
    learnSecrets('test', ['another secret']);
    expect(scrubSecrets('a another secret')).not.toBe(one);
  });

  test('are not taken for words when they are shorter than a secret may be', () => {
    expect(scrubSecrets('in short, no')).toBe('in short, no');
  });
});

test.each([
  'CHN-7303: before the upgrade, i-0abc1234def567890 vol-0123456789abcdef0 snap-0fedcba9876543210',
  'fingerprint 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
  '0193a5e0-7c1b-7d2e-9f3a-4b5c6d7e8f90',
  'arn:aws:sts::444455556666:assumed-role/snapgate/olga.operator@example.com',
  'https://example.freshservice.com/a/changes/7303?current_tab=details',
  'Basic authentication is off; the bearer of this note may enter',
  'the password is in the vault, token: see there',
  'at Object.<anonymous> (/srv/snapgate/lib/run/engine/execute-run.ts:70:11)',
  'AnAbstractFactoryOfBeansThatNobodyWanted',
  'postgresql://snapgate@db.example.com:5432/snapgate',
  'web-01.prod.eu-west-1.compute.internal 10.20.30.40:22',
])('leaves alone what is no secret: %s', (text) => {
  expect(scrubSecrets(text)).toBe(text);
});

// A pattern that looked at everything from everywhere would take minutes for these.
test.each(['a', ':', 'eyJ', 'Basic ', 'password=', '://a:', '-----BEGIN PRIVATE KEY-----\\'])(
  'comes to an end with a million characters of %j',
  (part) => {
    const text = part.repeat(1_000_000 / part.length);
    expect(scrubSecrets(text).length).toBeGreaterThan(0);
  },
);
