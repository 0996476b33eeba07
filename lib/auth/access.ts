import { getServerSession } from 'next-auth';
import { redirect } from 'next/navigation';
import { AppError } from '@/lib/errors/app-error';
import { createAuthOptions } from './auth-options';
import { hasPermission, type Permission, type Person } from './role';

/** The signed-in person of this request, or null. */
export async function findPerson(): Promise<Person | null> {
  const session = await getServerSession(createAuthOptions());
  return session?.person ?? null;
}

/**
 * The one access check of route handlers and server actions.
 * Throws `AppError` `not-signed-in` or `access-missing`.
 */
export async function requirePerson(permission: Permission): Promise<Person> {
  const person = await findPerson();
  if (person === null) {
    throw new AppError({
      code: 'not-signed-in',
      message: 'You are not signed in, or your session has ended.',
      hint: 'Sign in and try again.',
    });
  }
  if (!hasPermission(person.roles, permission)) throw accessMissing(permission);
  return person;
}

/**
 * The same check for pages: sends people to sign in (and back to `returnTo`, so that shared links
 * work), or to the page that says whom to ask.
 */
export async function requirePagePerson(permission: Permission, returnTo = '/'): Promise<Person> {
  const person = await findPerson();
  if (person === null) redirect(`/signin?callbackUrl=${encodeURIComponent(returnTo)}`);
  if (!hasPermission(person.roles, permission)) redirect('/no-access');
  return person;
}

const ALLOWED_TO: Readonly<Record<Permission, string>> = {
  'look-up': 'look tickets up',
  'read-history': 'read the history',
  execute: 'take snapshots',
  export: 'export the history',
  'override-policy': 'override a rule of the service desk',
};

function accessMissing(permission: Permission): AppError {
  return new AppError({
    code: 'access-missing',
    message: `Your account is not allowed to ${ALLOWED_TO[permission]}.`,
    hint: 'Ask the people who run Snapgate for a group that allows it.',
  });
}
