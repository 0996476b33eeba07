import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forgeToken, PUBLIC_KEYS, type Claims, type Forgery } from './forge-token';

/** What the product asked for when it sent the browser here. */
export type Asked = { readonly nonce: string; readonly codeChallenge: string };

export type HostileProvider = {
  readonly issuer: string;
  /** Signs someone in as told; returns the code that the browser takes back. */
  readonly issue: (asked: Asked, forgery?: Forgery) => string;
  /** The last ID token that was handed out, as an attacker may have kept it. */
  readonly lastToken: () => string;
  /** Hands out this very token for the code. */
  readonly issueToken: (asked: Asked, token: string) => string;
  /** How often the discovery document was asked for. */
  readonly discoveries: () => number;
  readonly close: () => Promise<void>;
};

const CLIENT_ID = 'snapgate';

/** An OpenID provider that is right in everything but the token that it is told to forge. */
export async function openHostileProvider(clientSecret: string): Promise<HostileProvider> {
  const codes = new Map<string, { readonly asked: Asked; readonly token: string }>();
  let issuer = '';
  let last = '';
  let discoveries = 0;

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const answer = respond(request.url ?? '', body);
      const status = 'error' in answer ? 400 : 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });

  function respond(path: string, body: URLSearchParams): Claims {
    if (path.startsWith('/.well-known')) {
      discoveries += 1;
      return describe(issuer);
    }
    if (path.startsWith('/jwks')) return PUBLIC_KEYS;
    return exchange(body);
  }

  /** A code counts once, and only with the verifier that fits its challenge. */
  function exchange(body: URLSearchParams): Claims {
    const code = body.get('code') ?? '';
    const found = codes.get(code);
    const verifier = body.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    codes.delete(code);
    if (found?.asked.codeChallenge !== challenge) return { error: 'invalid_grant' };
    last = found.token;
    return { access_token: randomUUID(), token_type: 'Bearer', id_token: found.token };
  }

  function issueToken(asked: Asked, token: string): string {
    const code = randomUUID();
    codes.set(code, { asked, token });
    return code;
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    issueToken,
    issue: (asked, forgery = {}) =>
      issueToken(asked, forgeToken(honestClaims(issuer, asked), clientSecret, forgery)),
    lastToken: () => last,
    discoveries: () => discoveries,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

function describe(issuer: string): Claims {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    // It would be glad to be believed.
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
  };
}

function honestClaims(issuer: string, { nonce }: Asked): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: CLIENT_ID,
    sub: 'mallory',
    nonce,
    iat: now,
    exp: now + 300,
    name: 'Mallory',
    email: 'mallory@example.com',
    groups: ['snapgate-operators'],
  };
}

async function readBody(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
