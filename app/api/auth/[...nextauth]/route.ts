import NextAuth from 'next-auth';
import { cookies } from 'next/headers';
import { createRate } from '@/app/api/person-gate';
import { createAuthOptions } from '@/lib/auth/auth-options';
import { networkOf, readClientAddress } from '@/lib/auth/client-address';
import { isSameSite } from '@/lib/auth/same-site';
import { authCookies, sessionCookieOptions } from '@/lib/auth/session-cookie';
import { getConfig } from '@/lib/config/get-config';
import { logger } from '@/lib/log/logger';

type Context = { readonly params: Promise<{ readonly nextauth: readonly string[] }> };

/** The parts of next-auth that signing in and out needs. The rest of it does not answer. */
const READ = ['csrf', 'providers', 'session', 'signin', 'callback/oidc', 'error'];
const CHANGE = ['signin/oidc', 'signout'];
/** What makes us ask the provider, or keep something for the way back. */
const COUNTED = ['signin/oidc', 'callback/oidc'];
/** A csrf token and a return path; nothing longer is read. */
const MAX_BODY_BYTES = 4_096;

/** Of one client, in one process: an office behind one address signs in once a day. */
const SIGN_INS_PER_MINUTE = 60;
const takeSignIn = createRate(SIGN_INS_PER_MINUTE);

export async function GET(request: Request, context: Context): Promise<Response> {
  const action = await actionOf(context);
  if (!READ.includes(action)) return refuse(404, 'This address does not exist.');
  return (await findRefusal(request, action, '')) ?? authenticate(request, context);
}

/** next-auth has its own token against posts from other sites; this is the same rule as elsewhere. */
export async function POST(request: Request, context: Context): Promise<Response> {
  const action = await actionOf(context);
  if (!CHANGE.includes(action)) return refuse(404, 'This address does not exist.');
  if (!isSameSite(request.headers, getConfig())) {
    return refuse(403, 'Request blocked: it did not come from a Snapgate page.');
  }
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(length <= MAX_BODY_BYTES)) return refuse(413, 'Request body too large.');
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    return refuse(415, 'Unsupported content type.');
  }
  const form = await request.clone().text();
  return (await findRefusal(request, action, form)) ?? authenticate(request, context);
}

async function actionOf({ params }: Context): Promise<string> {
  return (await params).nextauth.join('/');
}

async function findRefusal(
  request: Request,
  action: string,
  form: string,
): Promise<Response | null> {
  return (
    (COUNTED.includes(action) ? refuseTooMany(request, action) : null) ??
    refuseCallback(request, form)
  );
}

/** The page's own script goes on to `url`, where the person reads why. */
function refuseTooMany(request: Request, action: string): Response | null {
  const client = readClientAddress(request.headers, getConfig()) ?? '';
  const waitMs = takeSignIn(`${action} ${networkOf(client)}`);
  if (waitMs === 0) return null;
  logger.warn({ client, waitMs }, 'too many sign-ins from one address');
  const url = '/signin?error=TooManySignIns';
  const headers = { ...NOT_KEPT, 'retry-after': String(Math.ceil(waitMs / 1_000)) };
  // The way back from the provider is the browser's own: the person is to read why as well.
  if (request.method === 'GET') {
    return new Response(null, { status: 303, headers: { ...headers, location: url } });
  }
  const message = 'Too many sign-ins from your network. Wait a minute, then try again.';
  return Response.json({ message, url }, { status: 429, headers });
}

/** next-auth fails on what is no address, and takes no person to another origin. */
async function refuseCallback(request: Request, form: string): Promise<Response | null> {
  const named = [new URL(request.url).searchParams, new URLSearchParams(form)];
  const wanted = named.flatMap((parameters) => parameters.getAll('callbackUrl'));
  if (!wanted.every(isOurs)) return refuse(400, 'Sign-in can only return to a Snapgate page.');
  const jar = await cookies();
  const config = getConfig();
  const { name } = authCookies(config).callbackUrl ?? { name: '' };
  const kept = jar.get(name)?.value;
  // Of another address of ours, such as another port: next-auth passes it over.
  if (kept === undefined || readAddress(kept)?.protocol.startsWith('http') === true) return null;
  // With all its attributes: a browser drops no `__Host-` cookie without them.
  jar.set(name, '', { ...sessionCookieOptions(config), maxAge: 0 });
  return refuse(400, 'A damaged cookie was removed. Try again.');
}

/** Without a value next-auth goes to the start page. */
function isOurs(wanted: string): boolean {
  return wanted === '' || readAddress(wanted)?.origin === new URL(getConfig().appUrl).origin;
}

function readAddress(text: string): URL | null {
  const base = text.startsWith('/') ? getConfig().appUrl : undefined;
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

const NOT_KEPT = { 'cache-control': 'no-store' };

function refuse(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: NOT_KEPT });
}

function authenticate(request: Request, context: Context): Promise<Response> {
  const respond = NextAuth(createAuthOptions()) as (
    request: Request,
    context: Context,
  ) => Promise<Response>;
  return respond(request, context);
}
