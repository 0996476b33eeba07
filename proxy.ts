import { randomBytes } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { buildContentSecurityPolicy } from '@/lib/auth/content-security-policy';
import { findOriginProblem } from '@/lib/auth/same-site';
import { PATH_HEADER } from '@/lib/auth/path-header';
import { renewSessionCookie } from '@/lib/auth/renew-session-cookie';
import { isBehindTls } from '@/lib/auth/session-cookie';
import { getConfig } from '@/lib/config/get-config';
import { RELEASE_HEADER, releaseId } from '@/lib/config/release';
import { logger } from '@/lib/log/logger';
import { refusePost, type PostRefusal } from '@/lib/services/refuse-post';

const TWO_YEARS_S = 2 * 365 * 24 * 60 * 60;

/**
 * What every answer carries that differs each time. No access is decided here: a request that gets
 * past this file still meets the check in each page, action and route.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const refusal = await refusePost(request);
  if (refusal !== null) return refuse(refusal);
  const config = getConfig();
  const originProblem = request.headers.has('next-action')
    ? findOriginProblem(request.headers, config)
    : null;
  if (originProblem !== null) {
    logger.warn({ origin: request.headers.get('origin') }, originProblem);
    return refuse({ status: 403, sentence: originProblem });
  }
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
  // Next compares an action's Origin with this. The address is known, whatever a proxy makes of Host.
  headers.set('x-forwarded-host', new URL(config.appUrl).host);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set(RELEASE_HEADER, releaseId());
  if (behindTls) {
    response.headers.set('strict-transport-security', `max-age=${TWO_YEARS_S}; includeSubDomains`);
  }
  // next-auth's own addresses make and take away the cookie themselves.
  if (!request.nextUrl.pathname.startsWith('/api/auth/')) {
    await renewSessionCookie(request, response, config);
  }
  return response;
}

function refuse({ status, sentence }: PostRefusal): NextResponse {
  return new NextResponse(sentence, {
    status,
    headers: {
      // Next shows the sentence of a refused action only with exactly this type.
      'content-type': 'text/plain',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      [RELEASE_HEADER]: releaseId(),
    },
  });
}

/** Without what Next adds for itself when it moves between pages. */
function wantedPath({ nextUrl }: NextRequest): string {
  const search = new URLSearchParams(nextUrl.search);
  search.delete('_rsc');
  return search.size === 0 ? nextUrl.pathname : `${nextUrl.pathname}?${search}`;
}

// Files of the build are the same for everyone, and run only where a page's policy lets them.
export const config = { matcher: '/((?!_next/static/).*)' };
