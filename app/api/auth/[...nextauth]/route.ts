import NextAuth from 'next-auth';
import { createAuthOptions } from '@/lib/auth/auth-options';
import { isSameSite } from '@/lib/auth/same-site';
import { getConfig } from '@/lib/config/get-config';

type Context = { readonly params: Promise<{ readonly nextauth: readonly string[] }> };

/** The parts of next-auth that signing in and out needs. The rest of it answers nobody. */
const READ = ['csrf', 'providers', 'session', 'signin', 'callback/oidc', 'error'];
const CHANGE = ['signin/oidc', 'signout'];
/** A csrf token and a return path; nobody has to read more than that. */
const LONGEST_BODY = 4_096;

export async function GET(request: Request, context: Context): Promise<Response> {
  if (!READ.includes(await actionOf(context))) return new Response(null, { status: 404 });
  return authenticate(request, context);
}

/** next-auth has its own token against posts from other sites; this is the same rule as elsewhere. */
export async function POST(request: Request, context: Context): Promise<Response> {
  if (!CHANGE.includes(await actionOf(context))) return new Response(null, { status: 404 });
  if (!isSameSite(request.headers, getConfig())) return new Response(null, { status: 403 });
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(length <= LONGEST_BODY)) return new Response(null, { status: 413 });
  return authenticate(request, context);
}

async function actionOf({ params }: Context): Promise<string> {
  return (await params).nextauth.join('/');
}

function authenticate(request: Request, context: Context): Promise<Response> {
  const respond = NextAuth(createAuthOptions()) as (
    request: Request,
    context: Context,
  ) => Promise<Response>;
  return respond(request, context);
}
