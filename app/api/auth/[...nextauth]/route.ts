import NextAuth from 'next-auth';
import { createAuthOptions } from '@/lib/auth/auth-options';

type Context = { readonly params: Promise<{ readonly nextauth: readonly string[] }> };

function authenticate(request: Request, context: Context): Promise<Response> {
  const respond = NextAuth(createAuthOptions()) as (
    request: Request,
    context: Context,
  ) => Promise<Response>;
  return respond(request, context);
}

export { authenticate as GET, authenticate as POST };
