import type { NextRequest, NextResponse } from 'next/server';
import type { Config } from '@/lib/config/config';
import {
  makeSessionCookie,
  readSessionCookie,
  sessionCookieName,
  sessionCookieOptions,
} from './session-cookie';
import { IDLE_S, RENEW_AFTER_S } from './session-limits';

/**
 * The cookie lasts 15 minutes and is recreated while it is used. It only names a session: one that
 * was ended in the database stays ended, whatever its cookie says.
 */
export async function renewSessionCookie(
  request: NextRequest,
  response: NextResponse,
  config: Config,
): Promise<void> {
  const name = sessionCookieName(config);
  const cookie = await readSessionCookie(request.cookies.get(name)?.value, config);
  if (cookie === null || Date.now() / 1000 - cookie.madeAtSeconds < RENEW_AFTER_S) return;
  response.cookies.set(name, await makeSessionCookie(cookie.sessionId, config), {
    ...sessionCookieOptions(config),
    maxAge: IDLE_S,
  });
}
