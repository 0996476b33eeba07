import { expect, test } from '@playwright/test';
import { startSecondApp, type SecondApp } from '../second-app';
import { openHostileProvider, type HostileProvider } from './hostile-provider';
import { openPlainBrowser } from './plain-browser';

const CLIENT_SECRET = 'fT7wq2Lk9ZxV4bNs8RdY1mHc';
const APP_URL = 'https://snapgate.test';

let provider: HostileProvider;
let app: SecondApp;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  provider = await openHostileProvider(CLIENT_SECRET);
  app = await startSecondApp('behind-tls', () => ({
    NEXTAUTH_URL: APP_URL,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_SECRET: CLIENT_SECRET,
  }));
});

test.afterAll(async () => {
  await app.stop();
  await provider.close();
});

test('behind TLS every cookie is for this host and for https only', async () => {
  const browser = openPlainBrowser(app.url);
  const lines: string[] = [];
  lines.push(...(await browser.get('/api/auth/csrf')).setCookies);
  const { url, state, ...asked } = await browser.startSignIn();
  expect(url.searchParams.get('redirect_uri')).toBe(`${APP_URL}/api/auth/callback/oidc`);
  const names = [...browser.cookies.keys()];
  lines.push(...(await browser.comeBack({ state, code: provider.issue(asked) })).setCookies);
  expect(await browser.isSignedIn()).toBe(true);
  expect(browser.cookies.has('__Host-next-auth.session-token')).toBe(true);
  for (const name of [...names, ...browser.cookies.keys()]) expect(name).toMatch(/^__Host-/);
  for (const line of lines) {
    expect(line).toMatch(/; Path=\/(;|$)/i);
    expect(line).toMatch(/; Secure/i);
    expect(line).not.toMatch(/; Domain=/i);
    expect(line).toMatch(/; HttpOnly/i);
    expect(line).toMatch(/; SameSite=Lax/i);
  }
});

test('a session cookie under the name without `__Host-` is no one’s', async () => {
  const browser = openPlainBrowser(app.url);
  const { state, ...asked } = await browser.startSignIn();
  await browser.comeBack({ state, code: provider.issue(asked) });
  const value = browser.cookies.get('__Host-next-auth.session-token') ?? '';
  browser.cookies.clear();
  for (const prefix of ['', '__Secure-']) {
    browser.cookies.set(`${prefix}next-auth.session-token`, value);
    expect(await browser.isSignedIn()).toBe(false);
  }
});

test('a damaged cookie of the sign-in is taken away, as a browser allows it', async () => {
  const name = '__Host-next-auth.callback-url';
  const answer = await fetch(`${app.url}/api/auth/csrf`, { headers: { cookie: `${name}=x` } });
  expect(answer.status).toBe(400);
  const [line = ''] = answer.headers.getSetCookie().filter((one) => one.startsWith(`${name}=;`));
  for (const part of [/Max-Age=0/i, /Secure/i, /Path=\//i]) expect(line).toMatch(part);
});

test('browsers are told to come by https for two years, and to ask for nothing else', async () => {
  const { headers } = await fetch(`${app.url}/signin`);
  expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains');
  expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
});

for (const [name, headers] of [
  ['x-forwarded-host', { 'x-forwarded-host': 'evil.example' }],
  [
    'x-forwarded-host and -proto',
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
  ],
  ['forwarded', { forwarded: 'host=evil.example;proto=http' }],
] as const) {
  test(`a forged ${name} does not change where the provider sends people`, async () => {
    const csrf = await fetch(`${app.url}/api/auth/csrf`, { headers });
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const cookie = csrf.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const answer = await fetch(`${app.url}/api/auth/signin/oidc`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, cookie, origin: APP_URL },
      body: new URLSearchParams({ csrfToken, callbackUrl: '/runs', json: 'true' }),
    });
    const { url } = (await answer.json()) as { url: string };
    const asked = new URL(url).searchParams;
    expect(asked.get('redirect_uri')).toBe(`${APP_URL}/api/auth/callback/oidc`);
    expect(answer.headers.getSetCookie().join()).not.toContain('evil.example');
  });
}
