import type { CookiesOptions } from 'next-auth';
import { decode, encode } from 'next-auth/jwt';
import type { Config } from '@/lib/config/config';
import { IDLE_S } from './session-limits';

type Secrets = Pick<Config, 'appUrl' | 'sessionSecret'>;

/** What the encrypted cookie says: which session, and when the cookie was made. */
export type SessionCookie = { readonly sessionId: string; readonly madeAtSeconds: number };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** People reach the dashboard by https, so cookies may travel by https only. */
export function isBehindTls({ appUrl }: Pick<Config, 'appUrl'>): boolean {
  return appUrl.startsWith('https:');
}

export function sessionCookieName(config: Pick<Config, 'appUrl'>): string {
  return cookieName(config, 'session-token');
}

export function sessionCookieOptions(config: Pick<Config, 'appUrl'>) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isBehindTls(config) } as const;
}

/** next-auth's cookies. Behind TLS a browser takes them only from this very host, by https. */
export function authCookies(config: Pick<Config, 'appUrl'>): CookiesOptions {
  const cookie = (name: string, maxAge?: number) => ({
    name: cookieName(config, name),
    options: { ...sessionCookieOptions(config), ...(maxAge === undefined ? {} : { maxAge }) },
  });
  return {
    sessionToken: cookie('session-token'),
    callbackUrl: cookie('callback-url'),
    csrfToken: cookie('csrf-token'),
    pkceCodeVerifier: cookie('pkce.code_verifier', IDLE_S),
    state: cookie('state', IDLE_S),
    nonce: cookie('nonce', IDLE_S),
  };
}

/** Null for anything but a cookie of ours that has not run out. */
export async function readSessionCookie(
  value: string | undefined,
  { sessionSecret }: Secrets,
): Promise<SessionCookie | null> {
  if (value === undefined || value === '') return null;
  try {
    const token = await decode({ token: value, secret: sessionSecret });
    const { sessionId, iat } = token ?? {};
    if (typeof sessionId !== 'string' || !UUID.test(sessionId)) return null;
    return { sessionId, madeAtSeconds: typeof iat === 'number' ? iat : 0 };
  } catch {
    // Damaged, made with another secret, or expired: it identifies no one.
    return null;
  }
}

/** Whether a request's cookies have one of ours that has not run out. */
export async function isSessionCookieIn(cookies: string, config: Secrets): Promise<boolean> {
  const name = `${sessionCookieName(config)}=`;
  const found = cookies.split(';').find((one) => one.trimStart().startsWith(name));
  const value = found?.trimStart().slice(name.length);
  return (await readSessionCookie(value, config)) !== null;
}

export function makeSessionCookie(sessionId: string, { sessionSecret }: Secrets): Promise<string> {
  return encode({ token: { sessionId }, secret: sessionSecret, maxAge: IDLE_S });
}

function cookieName(config: Pick<Config, 'appUrl'>, name: string): string {
  return `${isBehindTls(config) ? '__Host-' : ''}next-auth.${name}`;
}
