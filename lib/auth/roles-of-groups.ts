import type { EnvironmentConfig } from '@/lib/config/config';
import { listTexts } from './claims';
import { ROLES, type Role } from './role';

/**
 * The roles that a person's groups give. An unknown group gives nothing; a claim that is not a
 * list of texts (some providers send one text) is read as far as it can be.
 */
export function rolesOfGroups(
  claim: unknown,
  roleGroups: Readonly<Record<Role, readonly string[]>>,
): readonly Role[] {
  const groups = readGroups(claim);
  return ROLES.filter((role) =>
    roleGroups[role].some((group) => groups.has(normalizeGroup(group))),
  );
}

/** The person's groups that mean anything here; the others are no one's business and not kept. */
export function listKnownGroups(
  claim: unknown,
  roleGroups: Readonly<Record<Role, readonly string[]>>,
  environments: readonly Pick<EnvironmentConfig, 'operators'>[],
): readonly string[] {
  const groups = readGroups(claim);
  const operators = environments.flatMap((environment) => environment.operators ?? []);
  return [...new Set([...Object.values(roleGroups).flat(), ...operators])].filter((group) =>
    groups.has(normalizeGroup(group)),
  );
}

/** Whether a person of these groups is in one of those. */
export function isInGroup(groups: readonly string[], wanted: readonly string[]): boolean {
  const known = readGroups(groups);
  return wanted.some((group) => known.has(normalizeGroup(group)));
}

function readGroups(claim: unknown): ReadonlySet<string> {
  return new Set(listTexts(claim).map(normalizeGroup));
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What two spellings of one group have in common: Keycloak's full path of a top-level group begins
 * with a slash, and a GUID means the same in either case. A path below another group stays whole,
 * because others may be allowed to make groups there.
 */
function normalizeGroup(group: string): string {
  const name = group.startsWith('/') ? group.slice(1) : group;
  return GUID.test(name) ? name.toLowerCase() : name;
}
