import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

/** How a token is made: honest unless told otherwise. */
export type Forgery = {
  /** Put over the honest claims; `undefined` takes one away. */
  readonly claims?: Claims;
  readonly header?: Claims;
  readonly signature?: 'honest' | 'none' | 'other-key' | 'client-secret' | 'public-key' | 'broken';
};

const honest = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

const KEY_ID = 'the-key';
/** What the provider publishes. */
export const PUBLIC_KEYS = {
  keys: [{ ...honest.publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' }],
};

/** A key of the attacker's own, as some libraries would believe it in a token's header. */
export const ATTACKERS_KEY = other.publicKey.export({ format: 'jwk' });

export function forgeToken(claims: Claims, clientSecret: string, forgery: Forgery): string {
  const header = { alg: algorithmOf(forgery), typ: 'JWT', kid: KEY_ID, ...forgery.header };
  const signed = `${encode(header)}.${encode({ ...claims, ...forgery.claims })}`;
  const signature = signText(signed, clientSecret, forgery.signature ?? 'honest');
  return `${signed}.${signature.toString('base64url')}`;
}

function algorithmOf({ signature }: Forgery): string {
  if (signature === 'none') return 'none';
  return signature === 'client-secret' || signature === 'public-key' ? 'HS256' : 'RS256';
}

function signText(
  text: string,
  clientSecret: string,
  how: NonNullable<Forgery['signature']>,
): Buffer {
  switch (how) {
    case 'honest':
      return signWith(text, honest.privateKey);
    case 'other-key':
      return signWith(text, other.privateKey);
    case 'broken':
      return signWith(`${text} `, honest.privateKey);
    case 'client-secret':
      return createHmac('sha256', clientSecret).update(text).digest();
    case 'public-key': {
      const known = honest.publicKey.export({ format: 'pem', type: 'spki' });
      return createHmac('sha256', known).update(text).digest();
    }
    case 'none':
      return Buffer.alloc(0);
  }
}

function signWith(text: string, key: KeyObject): Buffer {
  return sign('RSA-SHA256', Buffer.from(text), key);
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
