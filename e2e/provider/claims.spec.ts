import type { Page } from '@playwright/test';
import { startSecondApp, type SecondApp } from '../second-app';
import { expect, test } from '../test';
import { openStrictProvider, type StrictClient, type StrictProvider } from './strict-provider';

const SECRET = 'fT7wq2Lk9ZxV4bNs8RdY1mHc';
/** Longer than next-auth's own limit of 3.5 s. */
const SLOW_DISCOVERY_MS = 4_000;
const OPERATORS = 'a1b2c3d4-0000-4000-8000-0123456789ab';

let provider: StrictProvider;

test.beforeAll(async () => {
  provider = await openStrictProvider(SLOW_DISCOVERY_MS);
});

test.afterAll(() => provider.close());

async function startClient(
  algorithm: StrictClient['algorithm'],
  variables: Readonly<Record<string, string>>,
): Promise<SecondApp> {
  return startSecondApp(`claims-${algorithm}`, (url) => {
    const id = `snapgate-${algorithm}`;
    const redirectUri = `${url}/api/auth/callback/oidc`;
    provider.addClient({ id, secret: SECRET, redirectUri, algorithm });
    return {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: id,
      OIDC_CLIENT_SECRET: SECRET,
      OIDC_ID_TOKEN_ALG: algorithm,
      ...variables,
    };
  });
}

async function signInTo(page: Page, app: SecondApp): Promise<void> {
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.waitForURL((url) => url.origin === app.url && url.pathname !== '/signin', {
    timeout: 45_000,
  });
}

test('Keycloak: ES256, roles in a nested claim as full paths, no e-mail, a slow discovery pasted with its path', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const app = await startClient('ES256', {
    OIDC_ISSUER: `${provider.issuer}/.well-known/openid-configuration`,
    OIDC_GROUPS_CLAIM: 'realm_access.roles',
    ROLE_OPERATOR: 'snapgate-operators',
  });
  try {
    provider.signInAs({
      sub: 'f1',
      name: 'Kay',
      preferred_username: 'kay@corp.example',
      realm_access: { roles: ['offline_access', '/snapgate-operators'] },
    });
    await signInTo(page, app);
    await expect(page.getByRole('button', { name: 'Account menu for Kay' })).toBeVisible();
    await page.getByRole('button', { name: 'Account menu for Kay' }).click();
    await expect(page.getByText('kay@corp.example')).toBeVisible();
    const log = app.readLog();
    expect(log).toMatch(/"email":"kay@corp\.example","client":"127\.0\.0\.1".*"signed in"/);
    // The SDK warns of old versions of Node at each start; that is no error.
    expect(log).not.toMatch(/"level":50[^\n]*NodeVersionSupportWarning/);
  } finally {
    await app.stop();
  }
});

test('Entra: PS256, too many groups for the token; the page says so and what the sign-in had', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const app = await startClient('PS256', {});
  try {
    provider.signInAs({ sub: 'f2', upn: 'eve@corp.example', _claim_names: { groups: 'src1' } });
    await signInTo(page, app);
    await expect(page).toHaveURL(/\/no-access$/);
    await expect(page.getByText('You are signed in as eve@corp.example')).toBeVisible();
    await expect(page.getByText(/so many groups that the provider left them out/)).toBeVisible();
    await expect(page.getByText(/_claim_names/)).toBeVisible();
  } finally {
    await app.stop();
  }
});

test('EdDSA, an address that is not verified, groups by GUID in another case', async ({ page }) => {
  test.setTimeout(180_000);
  const app = await startClient('EdDSA', {
    ROLE_OPERATOR: JSON.stringify(['CN=ops,OU=groups', OPERATORS]),
  });
  try {
    provider.signInAs({
      sub: 'f3',
      name: 'Ed',
      email: 'boss@corp.example',
      email_verified: false,
      groups: ['someone-else', OPERATORS.toUpperCase()],
    });
    await signInTo(page, app);
    await page.getByRole('button', { name: 'Account menu for Ed' }).click();
    await expect(page.getByText('f3')).toBeVisible();
    await expect(page.getByText('boss@corp.example')).toHaveCount(0);
    provider.signInAs({ sub: 'f4', name: 'Flo', groups: ['staff', 'finance'] });
    await page.context().clearCookies();
    await signInTo(page, app);
    await expect(page.getByText('Your sign-in returned 2 groups')).toBeVisible();
    await expect(page.getByText('staff, finance')).toBeVisible();
  } finally {
    await app.stop();
  }
});
