import { describe, expect, it } from 'vitest';
import { identify, lacksClaims, readClaim } from './claims';
import { describeReceived } from './open-session';

const OIDC = {
  issuer: 'https://sso.example.com',
  groupsClaim: 'groups',
  emailClaim: null,
  acceptUnverifiedEmail: false,
};

function email(claims: Readonly<Record<string, unknown>>, changes: Partial<typeof OIDC> = {}) {
  return identify({ sub: 's-1', ...claims }, { ...OIDC, ...changes }).email;
}

describe('the address that stands on records', () => {
  it('is the e-mail claim, else what other providers send', () => {
    const names = { preferred_username: 'kay@corp.example', upn: 'kay@ad.example' };
    expect(email({ email: 'kay@mail.example', ...names })).toBe('kay@mail.example');
    expect(email(names)).toBe('kay@corp.example');
    expect(email({ upn: 'kay@ad.example' })).toBe('kay@ad.example');
    expect(email({})).toBe('s-1');
  });

  it('is the configured claim alone where one is configured', () => {
    const changes = { emailClaim: 'contact.mail' } as unknown as Partial<typeof OIDC>;
    expect(email({ email: 'a@b.c', contact: { mail: 'kay@corp.example' } }, changes)).toBe(
      'kay@corp.example',
    );
    expect(email({ email: 'a@b.c' }, changes)).toBe('s-1');
  });

  it.each([false, 'false'])(
    'is none that the provider doubts (%j), unless it is accepted',
    (no) => {
      const claims = { email: 'boss@corp.example', preferred_username: 'boss', email_verified: no };
      expect(email(claims)).toBe('s-1');
      expect(email(claims, { acceptUnverifiedEmail: true })).toBe('boss@corp.example');
    },
  );
});

describe('a claim', () => {
  it('is found by its whole name first, else by its path', () => {
    const claims = {
      'https://corp.example/groups': ['a'],
      realm_access: { roles: ['b'] },
      'x.y': 1,
      x: { y: 2 },
    };
    expect(readClaim(claims, 'https://corp.example/groups')).toEqual(['a']);
    expect(readClaim(claims, 'realm_access.roles')).toEqual(['b']);
    expect(readClaim(claims, 'x.y')).toBe(1);
    expect(readClaim(claims, 'realm_access.nothing.more')).toBeUndefined();
    expect(readClaim(claims, 'constructor.name')).toBeUndefined();
  });

  it('that is configured and missing is worth a question to userinfo', () => {
    expect(lacksClaims({ sub: 's', email: 'a@b.c', groups: [] }, OIDC)).toBe(false);
    expect(lacksClaims({ sub: 's', email: 'a@b.c' }, OIDC)).toBe(true);
    expect(lacksClaims({ sub: 's', groups: ['ops'] }, OIDC)).toBe(true);
  });
});

describe('what a sign-in without a known group brought', () => {
  it('names the claims and the groups, and says when there were too many for the token', () => {
    const claims = { sub: 's', groups: ['b', 'a'], name: 'secret of a person' };
    expect(describeReceived(claims, 'groups')).toEqual({
      claims: ['groups', 'name', 'sub'],
      groups: ['b', 'a'],
      groupCount: 2,
      overage: false,
    });
    const names = { sub: 's', _claim_names: { groups: 'src1' } };
    expect(describeReceived(names, 'groups')).toMatchObject({ groupCount: 0, overage: true });
    expect(describeReceived({ sub: 's', hasgroups: true }, 'groups').overage).toBe(true);
    expect(describeReceived({ sub: 's', hasgroups: true, roles: ['x'] }, 'roles').overage).toBe(
      false,
    );
  });

  it('stays small, whatever a provider sends', () => {
    const groups = Array.from({ length: 5_000 }, (_, index) => `group-${index}`.repeat(200));
    const received = describeReceived({ sub: 's', groups }, 'groups');
    expect(received.groupCount).toBe(5_000);
    expect(JSON.stringify(received).length).toBeLessThan(20_000);
  });
});
