import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Sandbox } from '../sandbox';
import { startSandbox } from '../start-sandbox';

const APP = 'http://127.0.0.1:3999';
const VERIFIER = 'v'.repeat(64);

let sandbox: Sandbox;
const printed = ['log', 'info', 'warn', 'error'] as const;
const spies = printed.map((name) => vi.spyOn(console, name));

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: '', appUrl: APP, include: ['oidc'] });
});
afterAll(() => sandbox.close());

/** A browser as far as signing in needs one: it keeps cookies and follows redirects. */
function createBrowser() {
  const cookies = new Map<string, string>();
  return async function visit(url: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(url, { ...body, headers: { cookie }, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null || location.startsWith(APP)) return response;
    return visit(new URL(location, url).href);
  };
}

function authorizeUrl(redirectUri = `${APP}/api/auth/callback/oidc`): string {
  const url = new URL('/auth', sandbox.oidc.issuer);
  url.search = String(
    new URLSearchParams({
      client_id: sandbox.oidc.clientId,
      response_type: 'code',
      scope: 'openid email profile',
      redirect_uri: redirectUri,
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state',
      nonce: 'nonce',
    }),
  );
  return url.href;
}

type Tokens = { readonly id_token: string; readonly access_token: string };

async function signIn(user: string, visit = createBrowser()): Promise<Tokens> {
  const page = await visit(authorizeUrl());
  const action = /action="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const end = await visit(new URL(action, sandbox.oidc.issuer).href, { user });
  const code = new URL(end.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const { clientId, clientSecret, issuer } = sandbox.oidc;
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: `${APP}/api/auth/callback/oidc`,
      code_verifier: VERIFIER,
    }),
  });
  return (await response.json()) as Tokens;
}

function claimsOf(idToken: string): unknown {
  return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
}

test('discovery names the issuer that was asked', async () => {
  const url = `${sandbox.oidc.issuer}/.well-known/openid-configuration`;
  expect(await (await fetch(url)).json()).toMatchObject({
    issuer: sandbox.oidc.issuer,
    end_session_endpoint: `${sandbox.oidc.issuer}/session/end`,
    code_challenge_methods_supported: ['S256'],
  });
});

test.each([
  ['olga', 'Olga Operator', ['all-staff', 'snapgate-operators']],
  ['vera', 'Vera Viewer', ['all-staff', 'snapgate-viewers']],
  ['aldo', 'Aldo Auditor', ['all-staff', 'snapgate-auditors']],
  ['ada', 'Ada Admin', ['all-staff', 'snapgate-admins']],
  ['nora', 'Nora Newcomer', ['all-staff']],
])('%s signs in with one click; id token and userinfo say the same', async (id, name, groups) => {
  const tokens = await signIn(id);
  const claims = { sub: id, email: `${id}@example.com`, name, groups };
  expect(claimsOf(tokens.id_token)).toMatchObject({ ...claims, nonce: 'nonce' });
  const userinfo = await fetch(`${sandbox.oidc.issuer}/me`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect(await userinfo.json()).toMatchObject(claims);
});

test('a person who signs in again is asked again', async () => {
  const browser = createBrowser();
  await signIn('olga', browser);
  expect(claimsOf((await signIn('vera', browser)).id_token)).toMatchObject({ sub: 'vera' });
});

test('an unknown address is refused until it is allowed', async () => {
  const late = 'http://localhost:4999';
  const redirectUri = `${late}/api/auth/callback/oidc`;
  const refused = await createBrowser()(authorizeUrl(redirectUri));
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining('redirect_uri'),
  ]);
  sandbox.oidc.allowApp(`${late}/`);
  const page = await createBrowser()(authorizeUrl(redirectUri));
  expect(await page.text()).toContain('Olga Operator');
});

test('signing out asks once and leads back to the application', async () => {
  const browser = createBrowser();
  const { id_token } = await signIn('olga', browser);
  const query = new URLSearchParams({
    id_token_hint: id_token,
    post_logout_redirect_uri: `${APP}/signin`,
  });
  const page = await (await browser(`${sandbox.oidc.issuer}/session/end?${query}`)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const end = await browser(`${sandbox.oidc.issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
  expect(end.headers.get('location')).toBe(`${APP}/signin`);
});

test('keys outlive a restart, and nothing is printed', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const keys: unknown[] = [];
  for (let start = 0; start < 2; start += 1) {
    const one = await startSandbox({ dataDir, appUrl: APP, include: ['oidc'], persist: true });
    keys.push(await (await fetch(`${one.oidc.issuer}/jwks`)).json());
    await one.close();
  }
  await rm(dataDir, { recursive: true });
  expect(keys[1]).toEqual(keys[0]);
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});
