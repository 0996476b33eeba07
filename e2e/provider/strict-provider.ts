import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { importProvider } from '@/sandbox/oidc/import-provider';
import { createMemoryAdapters } from '@/sandbox/oidc/memory-adapter';

type Claims = Readonly<Record<string, unknown>>;

export type StrictProvider = {
  readonly issuer: string;
  /** From now on every sign-in is of this person. */
  readonly signInAs: (claims: Claims) => void;
  /** Lets an application in, with the algorithm that its ID tokens are signed with. */
  readonly addClient: (client: StrictClient) => void;
  readonly close: () => Promise<void>;
};

export type StrictClient = {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
  readonly algorithm: 'ES256' | 'PS256' | 'EdDSA';
};

const CLAIMS = 'email email_verified preferred_username upn name groups realm_access _claim_names';

/**
 * The certified oidc-provider library as its makers ship it: the ID token holds the subject alone,
 * everything else is at userinfo. Its discovery takes as long as a slow company's does.
 */
export async function openStrictProvider(discoveryMs: number): Promise<StrictProvider> {
  const { Provider } = await importProvider();
  const clients = new Map<string, StrictClient>();
  let person: Claims = { sub: 'nobody' };
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    jwks: { keys: makeKeys() },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub', ...CLAIMS.split(' ')] },
    adapter: createMemoryAdapters((id) => describeClient(clients.get(id))),
    clientDefaults: { grant_types: ['authorization_code'], response_types: ['code'] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'PS256', 'EdDSA'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/enter' },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const { clientId } = client;
      const grant = new oidc.provider.Grant({ clientId, accountId: session.accountId });
      grant.addOIDCScope([...oidc.requestParamScopes].join(' '));
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (request.url === '/enter') {
      const login = { accountId: String(person['sub']) };
      void provider.interactionFinished(request, response, { login });
      return;
    }
    const slow = request.url?.includes('/.well-known/openid-configuration') === true;
    void wait(slow ? discoveryMs : 0).then(() => handle(request, response));
  });
  return {
    issuer,
    signInAs: (claims) => (person = claims),
    addClient: (client) => void clients.set(client.id, client),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function describeClient(client: StrictClient | undefined) {
  if (client === undefined) return undefined;
  return {
    client_id: client.id,
    client_secret: client.secret,
    redirect_uris: [client.redirectUri],
    id_token_signed_response_alg: client.algorithm,
  };
}

function makeKeys() {
  const pairs: readonly (readonly [string, { readonly privateKey: KeyObject }])[] = [
    ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['PS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['EdDSA', generateKeyPairSync('ed25519')],
  ];
  return pairs.map(([alg, { privateKey }]) => {
    const jwk = privateKey.export({ format: 'jwk' });
    return { ...jwk, kty: jwk.kty ?? '', alg, kid: alg, use: 'sig' };
  });
}
