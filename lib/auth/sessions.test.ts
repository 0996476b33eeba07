import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '@/lib/db/client';
import { openTestDatabase } from '@/testing/test-database';
import { endSession, findRevocation, revokeSessions, signOutEverywhere } from './revocation';
import { findSessionPerson } from './find-session';
import { listSignedInPeople } from './list-people';
import { openSession } from './open-session';
import type { Person } from './role';

const ROLE_GROUPS = {
  viewer: ['v'],
  operator: ['ops'],
  auditor: [],
  admin: ['boss'],
  override: [],
  cleanup: [],
};
const CONFIG = {
  oidc: {
    issuer: 'https://sso.example.com',
    clientId: '',
    clientSecret: '',
    groupsClaim: 'groups',
    emailClaim: null,
    acceptUnverifiedEmail: false,
    scope: 'openid',
    idTokenAlgorithm: 'RS256',
  },
  roleGroups: ROLE_GROUPS,
  environments: [],
};
const OLGA = { sub: 'olga', email: 'olga@example.com', name: 'Olga', groups: ['ops', 'all-staff'] };
const ADA: Person = {
  subject: 'x#ada',
  email: 'ada@example.com',
  name: 'Ada',
  roles: ['admin'],
  groups: [],
};

let database: Database;

beforeEach(async () => {
  database = await openTestDatabase();
});

const signIn = (claims: Parameters<typeof openSession>[1] = OLGA, config = CONFIG) =>
  openSession(database.prisma, claims, config);
const find = (id: string, groups: typeof ROLE_GROUPS = ROLE_GROUPS) =>
  findSessionPerson(database.prisma, id, groups);

/** As if so much time had passed. */
async function age(id: string, column: 'started_at' | 'last_seen_at', seconds: number) {
  await database.pool.query(
    `UPDATE session SET ${column} = clock_timestamp() - $2 * interval '1 second' WHERE id = $1`,
    [id, seconds],
  );
}

describe('a session', () => {
  test('is of the issuer and the subject, never of an e-mail address', async () => {
    const other = { ...CONFIG, oidc: { ...CONFIG.oidc, issuer: 'https://other.example.com' } };
    const people = await Promise.all(
      [
        await signIn(),
        await signIn({ ...OLGA, sub: 'another-olga' }),
        await signIn(OLGA, other),
        await signIn({ ...OLGA, email: 'renamed@example.com' }),
      ].map((id) => find(id)),
    );
    expect(people.map((person) => person?.subject)).toEqual([
      'https://sso.example.com#olga',
      'https://sso.example.com#another-olga',
      'https://other.example.com#olga',
      'https://sso.example.com#olga',
    ]);
  });

  test('does not take an e-mail address that the provider says is not verified', async () => {
    const doubted = await find(await signIn({ ...OLGA, email_verified: false }));
    expect(doubted?.email).toBe('olga');
    expect((await find(await signIn({ ...OLGA, email_verified: true })))?.email).toBe(OLGA.email);
  });

  test('keeps only groups that mean something, and follows the configuration of the moment', async () => {
    const id = await signIn();
    const kept = await database.prisma.session.findUniqueOrThrow({ where: { id } });
    expect(kept.groups).toEqual(['ops']);
    expect((await find(id))?.roles).toEqual(['operator']);
    expect((await find(id, { ...ROLE_GROUPS, operator: [] }))?.roles).toEqual([]);
  });

  test('ends 15 minutes after its last use, and using it makes it last', async () => {
    const id = await signIn();
    await age(id, 'last_seen_at', 14 * 60);
    expect(await find(id)).not.toBeNull();
    await age(id, 'started_at', 60 * 60);
    expect(await find(id)).not.toBeNull();
    await age(id, 'last_seen_at', 15 * 60 + 1);
    expect(await find(id)).toBeNull();
  });

  test('ends 8 hours after it began, however much it is used', async () => {
    const id = await signIn();
    await age(id, 'started_at', 8 * 60 * 60 - 60);
    expect(await find(id)).not.toBeNull();
    await age(id, 'started_at', 8 * 60 * 60 + 1);
    expect(await find(id)).toBeNull();
  });

  test('that was signed out is over at once, and stays over', async () => {
    const id = await signIn();
    await endSession(database.prisma, id, 'signed-out');
    expect(await find(id)).toBeNull();
    await endSession(database.prisma, id, 'signed-in-again');
    const row = await database.prisma.session.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ endReason: 'signed-out', endedBy: 'olga@example.com' });
  });
});

describe('signing out everywhere', () => {
  test('ends every browser of the person and of no one else', async () => {
    const [one, two] = [await signIn(), await signIn()];
    const other = await signIn({ ...OLGA, sub: 'vera' });
    const person = await find(one);
    if (person === null) throw new Error('not signed in');
    expect(await signOutEverywhere(database.prisma, person)).toBe(2);
    expect(await find(one)).toBeNull();
    expect(await find(two)).toBeNull();
    expect(await find(other)).not.toBeNull();
  });

  test('is no revocation: what the person started before is still wanted', async () => {
    const before = new Date(Date.now() - 1_000);
    const person = await find(await signIn());
    if (person === null) throw new Error('not signed in');
    await signOutEverywhere(database.prisma, person);
    expect(await findRevocation(database.prisma, person.subject, before)).toBeNull();
  });
});

describe('an admin who ends someone’s access', () => {
  test('ends all their sessions, and jobs from before hear who it was', async () => {
    const before = new Date(Date.now() - 1_000);
    const id = await signIn();
    const subject = 'https://sso.example.com#olga';
    expect(await revokeSessions(database.prisma, subject, ADA)).toBe(1);
    expect(await find(id)).toBeNull();
    expect(await findRevocation(database.prisma, subject, before)).toEqual({
      by: 'ada@example.com',
    });
    const later = new Date(Date.now() + 60_000);
    expect(await findRevocation(database.prisma, subject, later)).toBeNull();
  });
});

test('the list of signed-in people has each once, and no one whose session is over', async () => {
  await signIn();
  await signIn({ ...OLGA, name: 'Olga Operator' });
  await signIn({ sub: 'nora', email: 'nora@example.com', groups: ['unknown'] });
  await age(await signIn({ ...OLGA, sub: 'idle' }), 'last_seen_at', 16 * 60);
  await age(await signIn({ ...OLGA, sub: 'old' }), 'started_at', 9 * 60 * 60);
  await endSession(database.prisma, await signIn({ ...OLGA, sub: 'gone' }), 'signed-out');
  const people = await listSignedInPeople(database.prisma, ROLE_GROUPS);
  expect(people.map(({ name, roles, sessions }) => ({ name, roles, sessions }))).toEqual([
    { name: 'nora@example.com', roles: [], sessions: 1 },
    { name: 'Olga Operator', roles: ['operator'], sessions: 2 },
  ]);
});
