import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import type { Provider } from 'oidc-provider';
import { answerCall, type Desk } from '../server/answer-call';
import type { NodeEnv } from '../server/open-server';
import { renderLoginPage, renderMessagePage } from './login-page';
import { SANDBOX_USERS } from './users';

type OidcAppParts = { readonly desk: Desk; readonly provider: Provider };

/** The provider itself, and the page on which people choose who they are. */
export function createOidcApp({ desk, provider }: OidcAppParts): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const answerProvider = provider.callback();
  app.get('/interaction/:uid', (c) => c.html(renderLoginPage(c.req.path)));
  app.post('/interaction/:uid', async (c) => {
    const form = await c.req.parseBody();
    const user = SANDBOX_USERS.find(({ id }) => id === form.user);
    if (user === undefined) {
      return c.html(renderMessagePage('No user selected', 'Go back and choose a user.'), 400);
    }
    return c.redirect(await signIn(provider, c, user.id), 303);
  });
  app.all('*', (c) =>
    answerCall(desk, {
      context: c,
      call: { system: 'oidc', operation: c.req.path.split('/').at(-1) ?? '', parameters: {} },
      renderError: (error) =>
        Response.json({ error: error.code ?? 'server_error' }, { status: error.status ?? 500 }),
      answer: async () => {
        await answerProvider(c.env.incoming, c.env.outgoing);
        return RESPONSE_ALREADY_SENT;
      },
    }),
  );
  return app;
}

/** Returns where the browser goes on. */
async function signIn(provider: Provider, c: Context<NodeEnv>, accountId: string): Promise<string> {
  const { incoming, outgoing } = c.env;
  const { session } = await provider.interactionDetails(incoming, outgoing);
  const next = await provider.interactionResult(incoming, outgoing, { login: { accountId } });
  if (session !== undefined) await forgetPerson(provider, session.uid);
  return next;
}

/** Otherwise the provider would first want the person signed out who was here before. */
async function forgetPerson(provider: Provider, sessionUid: string): Promise<void> {
  const session = await provider.Session.findByUid(sessionUid);
  if (session === undefined) return;
  delete session.accountId;
  delete session.authorizations;
  await session.persist();
}
