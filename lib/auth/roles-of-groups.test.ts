import { expect, test } from 'vitest';
import { hasPermission, type Permission, type Role } from './role';
import { rolesOfGroups } from './roles-of-groups';

const GROUPS = {
  viewer: ['v'],
  operator: ['ops', 'dba'],
  auditor: ['audit'],
  admin: [],
  override: [],
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
