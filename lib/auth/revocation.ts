import type { Queries } from '@/lib/db/client';
import type { Person } from './role';

/** One browser: the person signed out, or signed in again in its place. Says who it was. */
export async function endSession(
  queries: Queries,
  sessionId: string,
  reason: 'signed-out' | 'signed-in-again',
): Promise<{ readonly subject: string; readonly email: string } | null> {
  const [person] = await queries.$queryRaw<{ subject: string; email: string }[]>`
    UPDATE session SET ended_at = clock_timestamp(), ended_by = email, end_reason = ${reason}
    WHERE id = ${sessionId}::uuid AND ended_at IS NULL
    RETURNING subject, email`;
  return person ?? null;
}

/** All browsers of the person themself. Runs that were started go on: the person wanted them. */
export function signOutEverywhere(queries: Queries, person: Person): Promise<number> {
  return endSessionsOf(queries, person.subject, person, 'signed-out-everywhere');
}

/** Takes a person's access away at once; returns how many sessions that ended. */
export function revokeSessions(queries: Queries, subject: string, by: Person): Promise<number> {
  return endSessionsOf(queries, subject, by, 'revoked');
}

function endSessionsOf(
  queries: Queries,
  subject: string,
  by: Person,
  reason: 'signed-out-everywhere' | 'revoked',
): Promise<number> {
  return queries.$executeRaw`
    UPDATE session SET ended_at = clock_timestamp(), ended_by = ${by.email}, end_reason = ${reason}
    WHERE subject = ${subject} AND ended_at IS NULL`;
}

export type Revocation = {
  /** E-mail of the admin. */
  readonly by: string;
};

/**
 * Whether an admin took a person's access away since a moment. Signing out, or a session that ran
 * out, is no revocation: what the person asked for before is still wanted.
 */
export async function findRevocation(
  queries: Queries,
  subject: string,
  since: Date,
): Promise<Revocation | null> {
  const session = await queries.session.findFirst({
    where: { subject, endReason: 'revoked', endedAt: { gte: since } },
    select: { endedBy: true },
  });
  return session === null ? null : { by: session.endedBy ?? '' };
}
