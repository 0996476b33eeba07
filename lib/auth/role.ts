export const ROLES = ['viewer', 'operator', 'auditor', 'admin', 'override'] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do; an entry point names one permission, never a role. */
export type Permission =
  | 'look-up'
  | 'execute'
  | 'read-history'
  | 'export'
  | 'override-policy'
  | 'manage-people'
  /** Whoever is signed in may end it, with a role or without. */
  | 'sign-out';

const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['look-up', 'read-history'],
  operator: ['look-up', 'read-history', 'execute', 'export'],
  auditor: ['read-history', 'export'],
  admin: ['look-up', 'read-history', 'execute', 'export', 'override-policy', 'manage-people'],
  // Held beside another role: it adds the right to go on against a rule, nothing else.
  override: ['override-policy'],
};

/** The signed-in person as pages, actions and jobs see them. */
export type Person = {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
};

export function hasPermission(roles: readonly Role[], permission: Permission): boolean {
  if (permission === 'sign-out') return true;
  return roles.some((role) => PERMISSIONS[role].includes(permission));
}
