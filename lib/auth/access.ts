import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getConfig } from '@/lib/config/get-config';
import { getDatabase } from '@/lib/db/get-database';
import { AppError } from '@/lib/errors/app-error';
import { sessionEnded } from '@/lib/errors/session-ended';
import type { ReceivedClaims } from './claims';
import { findSessionPerson } from './find-session';
import { PATH_HEADER } from './path-header';
import { hasPermission, type Permission, type Person } from './role';
import { readSessionCookie, sessionCookieName } from './session-cookie';

/**
 * The signed-in person of this request, or null. Asks the database each time, so that a person who was
 * signed out is signed out at once, in every process.
 */
export async function findPerson(): Promise<Person | null> {
  const sessionId = await readSessionId();
  if (sessionId === null) return null;
  return findSessionPerson(getDatabase().prisma, sessionId, getConfig().roleGroups);
}

/** What the sign-in of this request brought, where none of its groups is known; else null. */
export async function findReceivedClaims(): Promise<ReceivedClaims | null> {
  const sessionId = await readSessionId();
  if (sessionId === null) return null;
  const where = { id: sessionId };
  const session = await getDatabase().prisma.session.findUnique({ where });
  return (session?.received as ReceivedClaims | null | undefined) ?? null;
}

/** The id in this request's cookie, whether its session still counts or not. */
export async function readSessionId(): Promise<string | null> {
  const config = getConfig();
  const value = (await cookies()).get(sessionCookieName(config))?.value;
  return (await readSessionCookie(value, config))?.sessionId ?? null;
}

/**
 * The one access check of route handlers and server actions.
 * Throws `AppError` `not-signed-in` or `access-missing`.
 */
export async function requirePerson(permission: Permission): Promise<Person> {
  const person = await findPerson();
  if (person === null) throw sessionEnded();
  if (!hasPermission(person.roles, permission)) throw accessMissing(permission);
  return person;
}

/**
 * The same check for pages: sends people to sign in and back to where they wanted to go, or to the
 * page that says whom to ask.
 */
export async function requirePagePerson(permission: Permission): Promise<Person> {
  const person = await findPerson();
  if (person === null) redirect(await signInPath());
  if (!hasPermission(person.roles, permission)) {
    redirect(person.roles.length === 0 ? '/no-access' : `/no-access?needs=${permission}`);
  }
  return person;
}

/** What was asked for is only ever a hint; the sign-in page refuses paths to other sites. */
async function signInPath(): Promise<string> {
  const wanted = (await headers()).get(PATH_HEADER) ?? '/';
  return `/signin?callbackUrl=${encodeURIComponent(wanted)}`;
}

const ALLOWED_TO: Readonly<Record<Permission, string>> = {
  'look-up': 'look up tickets',
  'read-history': 'read the history',
  execute: 'take snapshots',
  export: 'export the history',
  'correct-name': 'correct the name of a snapshot',
  'delete-snapshots': 'delete snapshots',
  'override-policy': 'override a change policy',
  'manage-people': 'see who is signed in',
  'set-passive-mode': 'change passive mode',
  'sign-out': 'sign out',
};

function accessMissing(permission: Permission): AppError {
  return new AppError({
    code: 'access-missing',
    message: `You do not have permission to ${ALLOWED_TO[permission]}.`,
    hint: 'Ask your Snapgate administrator to add you to a group that has it.',
  });
}
