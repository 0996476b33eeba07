import assert from 'node:assert/strict';
import { applyMigrations } from '@/lib/db/migrate';
import { findFreePort } from '@/sandbox/postgres/free-port';
import type { Case } from './database-cases';
import { startGlewlwyd } from './glewlwyd';
import type { Rig } from './rig';
import {
  buildArtifact,
  buildEnvironment,
  newPage,
  openBrowser,
  openSandbox,
  startHost,
} from './web';

export const PROVIDER_CASES: readonly Case[] = [
  {
    name: 'Glewlwyd as OpenID provider: sign-in, with groups that are paths and hold commas',
    run: signInAtGlewlwyd,
  },
];

async function signInAtGlewlwyd(rig: Rig): Promise<void> {
  await buildArtifact(rig);
  const port = await findFreePort(0);
  const appUrl = `http://127.0.0.1:${port}`;
  const groups = ['/sg-operators', 'staff, all of them'];
  const provider = await startGlewlwyd(rig.tools, { appUrl, groups });
  rig.onClose(provider.stop);
  const sandbox = await openSandbox(rig, { appUrl });
  const databaseName = await rig.postgres.createDatabase();
  const databaseUrl = rig.postgres.url(databaseName);
  await applyMigrations(databaseUrl);
  const variables = {
    ...buildEnvironment(sandbox, databaseUrl, appUrl),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_SCOPE: 'openid email profile groups',
    ROLE_OPERATOR: 'sg-operators',
    ROLE_AUDITOR: '["staff, all of them"]',
  };
  await startHost(rig, 'at-glewlwyd', variables, port);
  const page = await newPage(await openBrowser(rig));
  // Its own pages are not part of this: signed in by its API, and on by what its button asks for.
  await page.context().request.post(new URL('/api/auth/', provider.issuer).href, {
    data: provider.user,
  });
  await page.route(`${provider.issuer}/auth?*`, (route) =>
    route.continue({ url: `${route.request().url()}&g_continue` }),
  );
  await page.goto(appUrl);
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.getByRole('button', { name: 'Account menu for Olga Operator' }).waitFor();
  const sessions = await rig.postgres.ask('SELECT email, groups FROM session', databaseName);
  assert.deepEqual(sessions, [
    { email: 'olga@example.com', groups: ['sg-operators', 'staff, all of them'] },
  ]);
  await page.context().close();
}
