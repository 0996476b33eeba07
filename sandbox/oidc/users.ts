/** A person who can sign in; there are no passwords. */
export type SandboxUser = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What the sign-in page says about the person. */
  readonly about: string;
};

/** One person per role of Snapgate, and one who has none. */
export const SANDBOX_USERS: readonly SandboxUser[] = [
  person('olga', 'Olga Operator', ['snapgate-operators'], 'operator: also executes'),
  person('vera', 'Vera Viewer', ['snapgate-viewers'], 'viewer: looks up, reads the history'),
  person('aldo', 'Aldo Auditor', ['snapgate-auditors'], 'auditor: reads and exports the history'),
  person('ada', 'Ada Admin', ['snapgate-admins'], 'admin: everything'),
  person(
    'clara',
    'Clara Cleaner',
    ['snapgate-operators', 'snapgate-cleanup'],
    'operator: also deletes',
  ),
  person(
    'carl',
    'Carl Cleaner',
    ['snapgate-viewers', 'snapgate-cleanup'],
    'viewer: also confirms deletions',
  ),
  person('nora', 'Nora Newcomer', [], 'in no group that Snapgate knows'),
];

function person(id: string, name: string, groups: readonly string[], about: string): SandboxUser {
  return { id, name, email: `${id}@example.com`, groups: ['all-staff', ...groups], about };
}
