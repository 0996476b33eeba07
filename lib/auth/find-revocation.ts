import type { Queries } from '@/lib/db/client';

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
