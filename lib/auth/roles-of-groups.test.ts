import { expect, test } from 'vitest';
import { hasPermission, type Permission, type Role } from './role';
import { rolesOfGroups } from './roles-of-groups';

const GUID = 'a1b2c3d4-0000-4000-8000-0123456789ab';
const GROUPS = {
  viewer: ['v', GUID, 'CN=viewers,OU=groups'],
  operator: ['ops', 'dba'],
  auditor: ['audit'],
  admin: [],
  override: [],
  cleanup: [],
};

test.each([
  [['dba'], ['operator']],
  [
    ['audit', 'v', 'unknown'],
    ['viewer', 'auditor'],
  ],
  ['ops', ['operator']],
  [['OPS', 'op', ''], []],
  [[1, null, { name: 'ops' }], []],
  [[GUID.toUpperCase()], ['viewer']],
  [['CN=viewers,OU=groups'], ['viewer']],
  [['/ops'], ['operator']],
  [['/somebody/ops', 'somebody/ops', '//ops'], []],
  [undefined, []],
  [null, []],
  [{ groups: ['ops'] }, []],
])('the groups claim %j gives the roles %j', (claim, roles) => {
  expect(rolesOfGroups(claim, GROUPS)).toEqual(roles);
});

const ALLOWED: readonly (readonly [Role, readonly Permission[]])[] = [
  ['viewer', ['look-up', 'read-history']],
  ['operator', ['look-up', 'execute', 'read-history', 'export']],
  ['auditor', ['read-history', 'export']],
  ['admin', ['look-up', 'execute', 'read-history', 'export', 'override-policy', 'manage-people']],
  ['override', ['override-policy']],
];
const ALL: readonly Permission[] = [
  'look-up',
  'execute',
  'read-history',
  'export',
  'override-policy',
  'manage-people',
];

test.each(ALLOWED)('a %s may %j and nothing else', (role, permissions) => {
  expect(ALL.filter((permission) => hasPermission([role], permission))).toEqual(permissions);
});

test('without a role nothing is allowed', () => {
  expect(ALL.filter((permission) => hasPermission([], permission))).toEqual([]);
});
