import type { Configuration, Provider } from 'oidc-provider';
import { importProvider } from './import-provider';
import { renderLogoutPage, renderMessagePage } from './login-page';
import { createMemoryAdapters } from './memory-adapter';
import type { ProviderKeys } from './signing-keys';
import { SANDBOX_USERS } from './users';

/** The application that signs people in; its addresses may grow while the provider runs. */
export type OidcClient = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Origins such as `http://127.0.0.1:3000`, without a trailing slash. */
  readonly appUrls: () => readonly string[];
};

const MINUTES = 60;
const HOURS = 60 * MINUTES;

/** The certified oidc-provider library: authorization code with PKCE, one client, no consent. */
export async function createProvider(
  issuer: string,
  client: OidcClient,
  keys: ProviderKeys,
): Promise<Provider> {
  const { Provider, interactionPolicy } = await importProvider();
  const policy = interactionPolicy.base();
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'always_ask',
        'A person who signs out and in again wants to choose another user',
        (ctx) => ctx.oidc.result?.login === undefined,
      ),
    );
  const provider = new Provider(issuer, {
    ...staticConfiguration(keys),
    adapter: createMemoryAdapters((id) =>
      id === client.clientId ? clientMetadata(client) : undefined,
    ),
    interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  });
  // Its own addresses begin as the browser's do, where TLS ends in front of it.
  provider.proxy = issuer.startsWith('https:');
  return provider;
}

function clientMetadata({ clientId, clientSecret, appUrls }: OidcClient) {
  const afterLogout = ['', '/', '/signin'];
  return {
    client_id: clientId,
    client_secret: clientSecret,
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    redirect_uris: appUrls().map((url) => `${url}/api/auth/callback/oidc`),
    post_logout_redirect_uris: appUrls().flatMap((url) => afterLogout.map((path) => url + path)),
  };
}

function staticConfiguration(keys: ProviderKeys): Configuration {
  return {
    jwks: { keys: [keys.signingKey] },
    cookies: { keys: [keys.cookieKey] },
    pkce: { required: () => true },
    // Name, e-mail and groups stand in the id token, not only in the userinfo answer.
    conformIdTokenClaims: false,
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups'],
      groups: ['groups'],
    },
    scopes: ['openid', 'email', 'profile', 'groups'],
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => void (ctx.body = String(await renderLogoutPage(form))),
        postLogoutSuccessSource: async (ctx) =>
          void (ctx.body = String(await renderMessagePage('Signed out', 'You are signed out.'))),
      },
    },
    renderError: async (ctx, out) => {
      ctx.type = 'html';
      const words = [out.error, out.error_description].filter(Boolean).join(': ');
      ctx.body = String(await renderMessagePage('Sign-in failed', words));
    },
    ttl: {
      AccessToken: HOURS,
      AuthorizationCode: MINUTES,
      Grant: 8 * HOURS,
      IdToken: HOURS,
      Interaction: HOURS,
      Session: 8 * HOURS,
    },
    findAccount: (_ctx, id) => findAccount(id),
    async loadExistingGrant(ctx) {
      const { oidc } = ctx;
      const { client, session } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new oidc.provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope([...oidc.requestParamScopes].join(' '));
      await grant.save();
      return grant;
    },
  };
}

function findAccount(id: string) {
  const user = SANDBOX_USERS.find((one) => one.id === id);
  if (user === undefined) return undefined;
  const { name, email, groups } = user;
  const claims = { sub: id, name, email, email_verified: true, groups: [...groups] };
  return { accountId: id, claims: () => claims };
}
