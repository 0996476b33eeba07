import { randomBytes } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { buildContentSecurityPolicy } from '@/lib/auth/content-security-policy';
import { PATH_HEADER } from '@/lib/auth/path-header';
import { renewSessionCookie } from '@/lib/auth/renew-session-cookie';
import { isBehindTls } from '@/lib/auth/session-cookie';
import { getConfig } from '@/lib/config/get-config';

const TWO_YEARS_S = 2 * 365 * 24 * 60 * 60;

/**
 * What every answer carries that has to be made anew each time. No access is decided here: whoever
 * finds a way past this file still meets the check in each page, action and route.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const config = getConfig();
  const behindTls = isBehindTls(config);
  const policy = buildContentSecurityPolicy({
    nonce: randomBytes(16).toString('base64'),
    behindTls,
    development: process.env.NODE_ENV === 'development',
  });
  // Next reads the nonce from the request and puts it on its own scripts and styles.
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set(PATH_HEADER, wantedPath(request));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (behindTls) {
    response.headers.set('strict-transport-security', `max-age=${TWO_YEARS_S}; includeSubDomains`);
  }
  // next-auth's own addresses make and take away the cookie themselves.
  if (!request.nextUrl.pathname.startsWith('/api/auth/')) {
    await renewSessionCookie(request, response, config);
  }
  return response;
}

/** Without what Next adds for itself when it moves between pages. */
function wantedPath({ nextUrl }: NextRequest): string {
  const search = new URLSearchParams(nextUrl.search);
  search.delete('_rsc');
  return search.size === 0 ? nextUrl.pathname : `${nextUrl.pathname}?${search}`;
}

// Files of the build are the same for everybody, and run only where a page's policy lets them.
export const config = { matcher: '/((?!_next/static/).*)' };
