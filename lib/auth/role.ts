export const ROLES = ['viewer', 'operator', 'auditor', 'admin', 'override', 'cleanup'] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do; an entry point names one permission, never a role. */
export type Permission =
  | 'look-up'
  | 'execute'
  | 'read-history'
  | 'export'
  | 'correct-name'
  | 'delete-snapshots'
  | 'override-policy'
  | 'manage-people'
  | 'set-passive-mode'
  /** Everyone who is signed in may end it, with a role or without. */
  | 'sign-out';

const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['look-up', 'read-history'],
  operator: ['look-up', 'read-history', 'execute', 'export', 'correct-name'],
  auditor: ['read-history', 'export'],
  admin: [
    'look-up',
    'read-history',
    'execute',
    'export',
    'correct-name',
    'override-policy',
    'manage-people',
    'set-passive-mode',
  ],
  // Held beside another role: it adds the right to go on against a rule, nothing else.
  override: ['override-policy'],
  // Of its own, so that not even an admin deletes by accident.
  cleanup: ['delete-snapshots'],
};

/** The signed-in person as pages, actions and jobs see them. */
export type Person = {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Those of the person's groups that the configuration names. */
  readonly groups: readonly string[];
};

/** The roles that bring a permission, by its name in an address; none for any other text. */
export function rolesWith(permission: unknown): readonly Role[] {
  return ROLES.filter((role) => PERMISSIONS[role].some((one) => one === permission));
}

export function hasPermission(roles: readonly Role[], permission: Permission): boolean {
  if (permission === 'sign-out') return true;
  return roles.some((role) => PERMISSIONS[role].includes(permission));
}
