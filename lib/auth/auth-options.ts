import type { NextAuthOptions } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { Config } from '@/lib/config/config';
import { getConfig } from '@/lib/config/get-config';
import { rolesOfGroups } from './roles-of-groups';

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

const SESSION_SECONDS = 8 * 60 * 60;

/** next-auth's options: one OpenID provider, an encrypted cookie as session, our own sign-in page. */
export function createAuthOptions(config: Config = getConfig()): NextAuthOptions {
  return {
    secret: config.sessionSecret,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/signin', error: '/signin' },
    providers: [createProvider(config)],
    callbacks: {
      jwt({ token, profile }) {
        // The profile is there only at sign-in; later calls carry the token as it was made.
        if (profile === undefined) return token;
        const claims = profile as Claims;
        return {
          sub: claims.sub,
          email: readText(claims.email) ?? claims.sub,
          name: readText(claims.name) ?? readText(claims.email) ?? claims.sub,
          roles: rolesOfGroups(claims[config.oidc.groupsClaim], config.roleGroups),
        };
      },
      session({ session, token }) {
        return {
          ...session,
          person: {
            // Issuer and subject together: an e-mail can be given to somebody else.
            subject: `${config.oidc.issuer}#${token.sub ?? ''}`,
            email: token.email ?? '',
            name: token.name ?? '',
            roles: token.roles ?? [],
          },
        };
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

function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
