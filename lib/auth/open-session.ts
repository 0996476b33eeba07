import { v7 as createId } from 'uuid';
import type { Config } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import { listKnownGroups } from './roles-of-groups';
import { readLine } from '@/lib/text/read-line';

/** What an ID token says about a person, once it has been verified. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Ended and forgotten sessions are of no use after this. */
const KEEP_DAYS = 90;

/** Stores who has signed in; returns the session's id, which goes into the cookie. */
export async function openSession(
  queries: Queries,
  claims: Claims,
  { oidc, roleGroups }: Pick<Config, 'oidc' | 'roleGroups'>,
): Promise<string> {
  const id = createId();
  const email = readEmail(claims);
  await queries.session.create({
    data: {
      id,
      // Issuer and subject together: an e-mail can be given to somebody else.
      subject: `${oidc.issuer}#${claims.sub}`,
      email,
      name: readText(claims.name) ?? email,
      groups: [...listKnownGroups(claims[oidc.groupsClaim], roleGroups)],
    },
  });
  await queries.$executeRaw`
    DELETE FROM session WHERE started_at < clock_timestamp() - ${KEEP_DAYS} * interval '1 day'`;
  return id;
}

/** An address that the provider itself doubts could be anybody's; tags and records name the subject. */
function readEmail({ email, email_verified: verified, sub }: Claims): string {
  const address = verified === false ? null : readText(email);
  return address ?? readText(sub) ?? 'unknown';
}

/** What a provider says of a person is text from outside as any other. */
function readText(value: unknown): string | null {
  const line = typeof value === 'string' ? readLine(value, 200) : '';
  return line === '' ? null : line;
}
