import type { Queries } from '@/lib/db/client';
import type { Person } from './role';

/** One browser: the person signed out, or signed in anew in its place. */
export async function endSession(
  queries: Queries,
  sessionId: string,
  reason: 'signed-out' | 'signed-in-again',
): Promise<void> {
  await queries.$executeRaw`
    UPDATE session SET ended_at = clock_timestamp(), ended_by = email, end_reason = ${reason}
    WHERE id = ${sessionId}::uuid AND ended_at IS NULL`;
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
