import type { NextAuthOptions } from 'next-auth';
import { headers } from 'next/headers';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { Issuer } from 'openid-client';
import type { Config } from '@/lib/config/config';
import { getConfig } from '@/lib/config/get-config';
import { getDatabase } from '@/lib/db/get-database';
import { createProxyAgents, usesProxy } from '@/lib/outgoing/proxy';
import { logger } from '@/lib/log/logger';
import { readSessionId } from './access';
import { readClientAddress } from './client-address';
import { endSession } from './revocation';
import { findSessionPerson } from './find-session';
import { identify, lacksClaims, type Claims } from './claims';
import { openSession } from './open-session';
import { authCookies, isBehindTls } from './session-cookie';
import { IDLE_S } from './session-limits';

/** A provider changes its addresses once in years; its keys are asked for again when one is unknown. */
const DISCOVERY_KEPT_MS = 10 * 60_000;

/**
 * next-auth asks the provider for its discovery document at each sign-in, so anyone could make us
 * send as many requests to the provider as they send to us. All of the process share one answer.
 */
Issuer.discover = keepAnswers(Issuer.discover.bind(Issuer), () => performance.now());

/**
 * next-auth's options: one OpenID provider, our own sign-in page, and an encrypted cookie that
 * holds nothing but the id of a session in the database.
 */
export function createAuthOptions(config: Config = getConfig()): NextAuthOptions {
  const { prisma } = getDatabase();
  return {
    secret: config.sessionSecret,
    session: { strategy: 'jwt', maxAge: IDLE_S },
    useSecureCookies: isBehindTls(config),
    cookies: authCookies(config),
    pages: { signIn: '/signin', error: '/signin' },
    providers: [createProvider(config)],
    logger: { error: logFailure, warn: () => undefined, debug: () => undefined },
    callbacks: {
      async jwt({ token, profile }) {
        // The profile is there only at sign-in; later calls carry the token as it was made.
        if (profile === undefined) return token;
        const before = await readSessionId();
        if (before !== null) await endSession(prisma, before, 'signed-in-again');
        const claims = profile as Claims;
        const sessionId = await openSession(prisma, claims, config);
        const client = readClientAddress(await headers(), config);
        logger.info({ sessionId, ...identify(claims, config.oidc), client }, 'signed in');
        return { sessionId };
      },
      async session({ session, token }) {
        const { sessionId = '' } = token;
        const person =
          sessionId === '' ? null : await findSessionPerson(prisma, sessionId, config.roleGroups);
        // next-auth answers with an empty session, and takes the cookie away.
        if (person === null) throw new Error('The session has ended.');
        return { ...session, person };
      },
    },
    events: {
      async signOut({ token }) {
        const { sessionId } = token;
        if (sessionId === undefined) return;
        const person = await endSession(prisma, sessionId, 'signed-out');
        const client = readClientAddress(await headers(), config);
        logger.info({ sessionId, ...person, client }, 'signed out');
      },
    },
  };
}

/** Discovery and tokens of a slow provider; next-auth's own limit is 3.5 s. */
const PROVIDER_WITHIN_MS = 10_000;

function createProvider({ oidc }: Config): OAuthConfig<Claims> {
  return {
    id: 'oidc',
    name: 'Single sign-on',
    type: 'oauth',
    wellKnown: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    issuer: oidc.issuer,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    client: { id_token_signed_response_alg: oidc.idTokenAlgorithm },
    httpOptions: {
      timeout: PROVIDER_WITHIN_MS,
      ...(usesProxy() ? { agent: createProxyAgents({}).https } : {}),
    },
    authorization: { params: { scope: oidc.scope } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    userinfo: { request: (asked) => readClaims(asked, oidc) },
    profile: (claims) => ({ id: claims.sub }),
  };
}

type Asked = {
  readonly tokens: Readonly<{ access_token?: string }>;
  readonly client: {
    readonly issuer: { readonly metadata: Readonly<Record<string, unknown>> };
    userinfo(accessToken: string): Promise<Readonly<Record<string, unknown>>>;
  };
};

/**
 * The verified ID token's claims; what it lacks is read from the userinfo endpoint, whose subject
 * must be the same. Some providers give groups there only.
 */
async function readClaims({ tokens, client }: Asked, oidc: Config['oidc']): Promise<Claims> {
  // The library's own token set, which its types here do not say.
  const claims = (tokens as unknown as { claims(): Claims }).claims();
  const { access_token: accessToken } = tokens;
  const knowsMore = client.issuer.metadata['userinfo_endpoint'] !== undefined;
  if (!knowsMore || accessToken === undefined || !lacksClaims(claims, oidc)) return claims;
  try {
    const more = await client.userinfo(accessToken);
    if (more['sub'] !== claims.sub) throw new Error('userinfo is about another subject');
    return { ...more, ...claims };
  } catch (error) {
    logFailure('USERINFO', error);
    return claims;
  }
}

const MAX_REASON_CHARS = 300;

/** What to set for what the library says. */
const HINTS = [
  {
    says: /unexpected JWT alg/,
    hint: 'Set OIDC_ID_TOKEN_ALG to the algorithm that the provider signs ID tokens with.',
  },
  {
    says: /outgoing request timed out/,
    hint: 'The provider did not answer within 10 s. Check the network, and a proxy in between.',
  },
  {
    says: /unexpected iss value/,
    hint: 'Set OIDC_ISSUER to exactly what the provider calls its issuer.',
  },
];

/** Only words: the library's errors carry the tokens that they are about. */
function logFailure(code: string, metadata: unknown): void {
  const error =
    typeof metadata === 'object' && metadata !== null && 'error' in metadata
      ? metadata.error
      : metadata;
  const reason = error instanceof Error ? error.message.slice(0, MAX_REASON_CHARS) : '';
  const hint = HINTS.find(({ says }) => says.test(reason))?.hint;
  logger.warn({ code, reason, ...(hint && { hint }) }, 'sign-in or session refused');
}

/** Requests at the same moment share one call; a failure is shared only by those who waited for it. */
export function keepAnswers<Answer>(
  ask: (address: string) => Promise<Answer>,
  now: () => number,
): (address: string) => Promise<Answer> {
  const kept = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>();
  return (address) => {
    const known = kept.get(address);
    if (known !== undefined && known.until > now()) return known.answer;
    const entry = { answer: ask(address), until: now() + DISCOVERY_KEPT_MS };
    kept.set(address, entry);
    entry.answer.catch(() => {
      if (kept.get(address) === entry) kept.delete(address);
    });
    return entry.answer;
  };
}
