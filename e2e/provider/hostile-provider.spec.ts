import { expect, test } from '@playwright/test';
import { startSecondApp, type SecondApp } from '../second-app';
import { ATTACKERS_KEY, forgeToken, type Forgery } from './forge-token';
import { openHostileProvider, type HostileProvider } from './hostile-provider';
import { openPlainBrowser } from './plain-browser';

const CLIENT_SECRET = 'fT7wq2Lk9ZxV4bNs8RdY1mHc';
const HOUR_S = 3600;
const now = Math.floor(Date.now() / 1000);

let provider: HostileProvider;
let app: SecondApp;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  provider = await openHostileProvider(CLIENT_SECRET);
  app = await startSecondApp('hostile-provider', () => ({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_SECRET: CLIENT_SECRET,
  }));
});

test.afterAll(async () => {
  await app.stop();
  await provider.close();
});

test('an honest token signs in, by PKCE with S256, state and nonce', async () => {
  const browser = openPlainBrowser(app.url);
  const { url, state, ...asked } = await browser.startSignIn();
  expect(url.searchParams.get('code_challenge_method')).toBe('S256');
  for (const value of [state, asked.nonce, asked.codeChallenge])
    expect(value).toMatch(/^[\w-]{43}$/);
  const answer = await browser.comeBack({ state, code: provider.issue(asked) });
  expect(answer.location).not.toContain('error');
  expect(await browser.isSignedIn()).toBe(true);
});

const FORGERIES: readonly (readonly [string, Forgery])[] = [
  ['for another application', { claims: { aud: 'another-app' } }],
  ['for two applications without saying whose it is', { claims: { aud: ['snapgate', 'other'] } }],
  ['whose party is another application', { claims: { azp: 'another-app' } }],
  ['of another issuer', { claims: { iss: 'https://login.example.com' } }],
  ['without an issuer', { claims: { iss: undefined } }],
  ['with another nonce', { claims: { nonce: 'n'.repeat(43) } }],
  ['without a nonce', { claims: { nonce: undefined } }],
  ['that ran out an hour ago', { claims: { iat: now - 2 * HOUR_S, exp: now - HOUR_S } }],
  ['that never runs out', { claims: { exp: undefined } }],
  ['that does not count yet', { claims: { nbf: now + HOUR_S } }],
  ['of no one', { claims: { sub: undefined } }],
  ['with algorithm none', { signature: 'none' }],
  ['with algorithm None, in other letters', { signature: 'none', header: { alg: 'None' } }],
  ['signed with the client secret', { signature: 'client-secret' }],
  ['signed with the public key as if it were a secret', { signature: 'public-key' }],
  ['signed with another key', { signature: 'other-key' }],
  ['that brings its own key', { signature: 'other-key', header: { jwk: ATTACKERS_KEY } }],
  ['of a key that the provider does not have', { header: { kid: 'unknown' } }],
  ['changed after it was signed', { signature: 'broken' }],
];

for (const [what, forgery] of FORGERIES) {
  test(`a token ${what} is refused`, async () => {
    const browser = openPlainBrowser(app.url);
    const { state, ...asked } = await browser.startSignIn();
    const answer = await browser.comeBack({ state, code: provider.issue(asked, forgery) });
    expect(answer.location).toContain('error=OAuthCallback');
    expect(answer.setCookies.join()).not.toContain('session-token=ey');
    expect(await browser.isSignedIn()).toBe(false);
  });
}

test('a token that was good for an earlier sign-in is refused at the next', async () => {
  const first = openPlainBrowser(app.url);
  const { state, ...asked } = await first.startSignIn();
  await first.comeBack({ state, code: provider.issue(asked) });
  const stolen = provider.lastToken();

  const attacker = openPlainBrowser(app.url);
  const next = await attacker.startSignIn();
  const answer = await attacker.comeBack({
    state: next.state,
    code: provider.issueToken(next, stolen),
  });
  expect(answer.location).toContain('error=OAuthCallback');
  expect(await attacker.isSignedIn()).toBe(false);
});

test.describe('the way back from the provider', () => {
  test('counts once: the same address again signs no one in', async () => {
    const browser = openPlainBrowser(app.url);
    const { state, ...asked } = await browser.startSignIn();
    const before = new Map(browser.cookies);
    const code = provider.issue(asked);
    await browser.comeBack({ state, code });
    const again = openPlainBrowser(app.url);
    for (const [name, value] of before) again.cookies.set(name, value);
    const answer = await again.comeBack({ state, code });
    expect(answer.location).toContain('error=OAuthCallback');
    expect(await again.isSignedIn()).toBe(false);
  });

  test('is refused in a browser that did not ask (someone else’s sign-in)', async () => {
    const attacker = openPlainBrowser(app.url);
    const { state, ...asked } = await attacker.startSignIn();
    const victim = openPlainBrowser(app.url);
    const answer = await victim.comeBack({ state, code: provider.issue(asked) });
    expect(answer.location).toContain('error=OAuthCallback');
    expect(await victim.isSignedIn()).toBe(false);
  });

  for (const state of ['', 'another-state-another-state-another-state-43']) {
    test(`is refused with the state “${state}”`, async () => {
      const browser = openPlainBrowser(app.url);
      const asked = await browser.startSignIn();
      const answer = await browser.comeBack({ state, code: provider.issue(asked) });
      expect(answer.location).toContain('error=OAuthCallback');
      expect(await browser.isSignedIn()).toBe(false);
    });
  }

  test('is refused with a code of another sign-in (PKCE)', async () => {
    const one = openPlainBrowser(app.url);
    const other = openPlainBrowser(app.url);
    const codeOfOne = provider.issue(await one.startSignIn());
    const { state } = await other.startSignIn();
    const answer = await other.comeBack({ state, code: codeOfOne });
    expect(answer.location).toContain('error=OAuthCallback');
    expect(await other.isSignedIn()).toBe(false);
  });
});

test.describe('a session cookie', () => {
  const NAME = 'next-auth.session-token';

  async function signedIn() {
    const browser = openPlainBrowser(app.url);
    const { state, ...asked } = await browser.startSignIn();
    await browser.comeBack({ state, code: provider.issue(asked) });
    expect(await browser.isSignedIn()).toBe(true);
    return browser;
  }

  test('says nothing about the person, and lasts 15 minutes', async () => {
    const browser = openPlainBrowser(app.url);
    const { state, ...asked } = await browser.startSignIn();
    const answer = await browser.comeBack({ state, code: provider.issue(asked) });
    const line = answer.setCookies.find((one) => one.startsWith(NAME)) ?? '';
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=lax/i);
    const expires = Date.parse(/expires=([^;]+)/i.exec(line)?.[1] ?? '');
    expect(expires - Date.now()).toBeLessThanOrEqual(15 * 60 * 1000);
    expect(Buffer.from(line, 'base64').toString()).not.toContain('mallory');
  });

  test('that was changed, or made without the secret, is no one’s', async () => {
    const browser = await signedIn();
    const good = browser.cookies.get(NAME) ?? '';
    const unsigned = forgeToken({ sessionId: '00000000-0000-7000-8000-000000000000' }, 'x', {
      signature: 'none',
    });
    for (const bad of [`${good.slice(0, -3)}AAA`, unsigned, 'x', '%00', good.split('.')[0] ?? '']) {
      browser.cookies.set(NAME, bad);
      expect(await browser.isSignedIn(), bad.slice(0, 20)).toBe(false);
    }
  });

  test('cannot be one of the other encrypted cookies', async () => {
    const browser = openPlainBrowser(app.url);
    await browser.startSignIn();
    for (const name of ['next-auth.state', 'next-auth.nonce', 'next-auth.pkce.code_verifier']) {
      browser.cookies.set(NAME, browser.cookies.get(name) ?? '');
      expect(await browser.isSignedIn(), name).toBe(false);
    }
  });

  test('kept from before signing out is worth nothing afterwards', async () => {
    const browser = await signedIn();
    const kept = browser.cookies.get(NAME) ?? '';
    const { state, ...asked } = await browser.startSignIn();
    // Signing in again ends the session that was there, too.
    await browser.comeBack({ state, code: provider.issue(asked) });
    expect(await browser.isSignedIn()).toBe(true);
    browser.cookies.set(NAME, kept);
    expect(await browser.isSignedIn()).toBe(false);
  });
});

test('two people with one e-mail address are two people', async () => {
  const names = await Promise.all(
    ['mallory', 'olga'].map(async (sub) => {
      const browser = openPlainBrowser(app.url);
      const { state, ...asked } = await browser.startSignIn();
      const claims = { sub, email: 'olga@example.com' };
      await browser.comeBack({ state, code: provider.issue(asked, { claims }) });
      return (JSON.parse((await browser.get('/api/auth/session')).text) as Session).person;
    }),
  );
  expect(names.map((person) => person.subject)).toEqual([
    `${provider.issuer}#mallory`,
    `${provider.issuer}#olga`,
  ]);
});

type Session = { readonly person: { readonly subject: string; readonly roles: readonly string[] } };

for (const groups of [
  undefined,
  null,
  [],
  ['SNAPGATE-ADMINS'],
  'snapgate-admins,x',
  [['snapgate-admins']],
  { snapgate: 'admins' },
]) {
  test(`the groups ${JSON.stringify(groups)} give no role`, async () => {
    const browser = openPlainBrowser(app.url);
    const { state, ...asked } = await browser.startSignIn();
    await browser.comeBack({ state, code: provider.issue(asked, { claims: { groups } }) });
    const { person } = JSON.parse((await browser.get('/api/auth/session')).text) as Session;
    expect(person.roles).toEqual([]);
    expect((await browser.get('/api/runs')).status).toBe(403);
  });
}

test('all sign-ins of this file asked the provider once for its discovery document', () => {
  expect(provider.discoveries()).toBe(1);
});

test('one network may begin 60 sign-ins a minute, whatever address it claims; the page says so', async () => {
  let refused: Response | null = null;
  for (let post = 0; post <= 80 && refused === null; post += 1) {
    const answer = await fetch(`${app.url}/api/auth/signin/oidc`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: app.url, 'x-forwarded-for': `203.0.113.${post}` },
      body: new URLSearchParams({ csrfToken: 'x', json: 'true' }),
    });
    if (answer.status === 429) refused = answer;
  }
  if (refused === null) throw new Error('Every sign-in was let through.');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const { url } = (await refused.json()) as { readonly url: string };
  const page = await fetch(new URL(url, app.url));
  expect(await page.text()).toContain('Too many sign-ins from your network.');
  // The rest of the product goes on.
  expect((await fetch(`${app.url}/api/health/ready`)).status).toBe(200);
});
