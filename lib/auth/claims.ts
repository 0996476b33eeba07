import { readLine } from '@/lib/text/read-line';
import type { Config } from '@/lib/config/config';

/** What a provider says about a person, once it has been verified. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

type ClaimNames = Pick<Config['oidc'], 'groupsClaim' | 'emailClaim' | 'acceptUnverifiedEmail'>;

/** Providers without `email` name a person by one of these. */
const EMAIL_CLAIMS = ['email', 'preferred_username', 'upn'];

/** By its name as it is (some contain dots), else as a path: `realm_access.roles`. */
export function readClaim(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>(readMember, claims);
}

/** The ID token lacks something that userinfo may have. */
export function lacksClaims(claims: Claims, names: ClaimNames): boolean {
  const groups = readClaim(claims, names.groupsClaim);
  return groups === undefined || findEmail(claims, names) === null;
}

/** Issuer and subject together name a person: an e-mail can be given to someone else. */
export function identify(claims: Claims, oidc: ClaimNames & Pick<Config['oidc'], 'issuer'>) {
  return { subject: `${oidc.issuer}#${claims.sub}`, email: readEmail(claims, oidc) };
}

/**
 * The address that stands on records and tags. One that the provider itself doubts could be
 * anybody's, so the subject stands there instead unless the deployment trusts it.
 */
function readEmail(claims: Claims, names: ClaimNames): string {
  return findEmail(claims, names) ?? readText(claims.sub) ?? 'unknown';
}

function findEmail(claims: Claims, { emailClaim, acceptUnverifiedEmail }: ClaimNames) {
  const doubted = claims['email_verified'] === false || claims['email_verified'] === 'false';
  // A person may have chosen the other names too, so they are no way around the doubt.
  if (doubted && !acceptUnverifiedEmail) return null;
  const wanted = emailClaim === null ? EMAIL_CLAIMS : [emailClaim];
  const found = wanted.map((name) => readText(readClaim(claims, name)));
  return found.find((address) => address !== null) ?? null;
}

/** What a provider says of a person is text from outside as any other. */
export function readText(value: unknown): string | null {
  const line = typeof value === 'string' ? readLine(value, 200) : '';
  return line === '' ? null : line;
}

/** What a sign-in brought, for a person whose groups give no role. */
export type ReceivedClaims = {
  /** Names only: the values are no one's business. */
  readonly claims: readonly string[];
  readonly groups: readonly string[];
  /** How many groups there were; `groups` shows the first. */
  readonly groupCount: number;
  /** The provider left the groups out, because there are too many. */
  readonly overage: boolean;
};

/** Some providers send one text instead of a list. */
export function listTexts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === 'string');
}

function readMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
