import type { NextAuthOptions } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { Config } from '@/lib/config/config';
import { getConfig } from '@/lib/config/get-config';
import { getDatabase } from '@/lib/db/get-database';
import { logger } from '@/lib/log/logger';
import { readSessionId } from './access';
import { endSession } from './end-sessions';
import { findSessionPerson } from './find-session';
import { openSession, type Claims } from './open-session';
import { authCookies, isBehindTls } from './session-cookie';
import { IDLE_SECONDS } from './session-limits';

/**
 * next-auth's options: one OpenID provider, our own sign-in page, and an encrypted cookie that
 * holds nothing but the id of a session in the database.
 */
export function createAuthOptions(config: Config = getConfig()): NextAuthOptions {
  const { prisma } = getDatabase();
  return {
    secret: config.sessionSecret,
    session: { strategy: 'jwt', maxAge: IDLE_SECONDS },
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
        const sessionId = await openSession(prisma, profile as Claims, config);
        logger.info({ sessionId }, 'signed in');
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
        await endSession(prisma, sessionId, 'signed-out');
        logger.info({ sessionId }, 'signed out');
      },
    },
  };
}

function createProvider(config: Config): OAuthConfig<Claims> {
  return {
    id: 'oidc',
    name: 'Single sign-on',
    type: 'oauth',
    wellKnown: `${config.oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    issuer: config.oidc.issuer,
    clientId: config.oidc.clientId,
    clientSecret: config.oidc.clientSecret,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    profile: (claims) => ({ id: claims.sub }),
  };
}

const LONGEST_REASON = 300;

/** Only words: the library's errors carry the tokens that they are about. */
function logFailure(code: string, metadata: unknown): void {
  const error =
    typeof metadata === 'object' && metadata !== null && 'error' in metadata
      ? metadata.error
      : metadata;
  const reason = error instanceof Error ? error.message.slice(0, LONGEST_REASON) : '';
  logger.warn({ code, reason }, 'sign-in or session refused');
}
