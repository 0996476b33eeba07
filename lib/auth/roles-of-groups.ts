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
  return ROLES.filter((role) => roleGroups[role].some((group) => groups.has(group)));
}

/** The person's groups that mean anything here; the others are nobody's business and not kept. */
export function listKnownGroups(
  claim: unknown,
  roleGroups: Readonly<Record<Role, readonly string[]>>,
): readonly string[] {
  const groups = readGroups(claim);
  return [...new Set(Object.values(roleGroups).flat())].filter((group) => groups.has(group));
}

function readGroups(claim: unknown): ReadonlySet<string> {
  const list: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return new Set(list.filter((group) => typeof group === 'string'));
}
