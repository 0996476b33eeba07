import { describe, expect, test } from 'vitest';
import { loadConfig } from './config';

const complete = {
  DATABASE_URL: 'postgresql://snapgate@localhost/snapgate',
  NEXTAUTH_URL: 'https://snapgate.example.com/',
  NEXTAUTH_SECRET: 'Vb7qLx0TgZ4mRk9wYd2nHs5cJf8pAe1u',
  OIDC_ISSUER: 'https://sso.example.com',
  OIDC_CLIENT_ID: 'snapgate',
  OIDC_CLIENT_SECRET: 'secret-of-the-client',
  ROLE_OPERATOR: 'ops, dba',
  FRESHSERVICE_URL: 'https://example.freshservice.com/api/v2',
  FRESHSERVICE_API_KEY: 'freshservice-key',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_CHANNEL: '#changes',
};

test.each([
  [undefined, 120_000],
  ['30000', 30_000],
  ['strict', 960_000],
])('a look-up window of %s is %i ms', (LOOKUP_WINDOW_MS, lookupWindowMs) => {
  expect(loadConfig({ ...complete, LOOKUP_WINDOW_MS })).toMatchObject({
    config: { run: { lookupWindowMs } },
  });
});

function problemsOf(variables: Record<string, string | undefined>): string {
  const result = loadConfig(variables);
  return result.ok ? '' : result.problems.join('\n');
}

describe('loadConfig', () => {
  test('fills defaults where the page of the contract names one', () => {
    const result = loadConfig(complete);
    expect(result).toMatchObject({
      ok: true,
      config: {
        appUrl: 'https://snapgate.example.com',
        oidc: { groupsClaim: 'groups' },
        roleGroups: { operator: ['ops', 'dba'], viewer: [] },
        environments: [{ name: 'default' }],
        timeZone: 'UTC',
        policy: {
          'ticket-closed': 'warn',
          'ticket-not-approved': 'warn',
          'outside-planned-window': 'warn',
          'inside-blackout-window': 'warn',
        },
      },
    });
  });

  test('lists every missing variable at once', () => {
    const problems = problemsOf({});
    for (const name of [
      'DATABASE_URL',
      'NEXTAUTH_URL',
      'NEXTAUTH_SECRET',
      'OIDC_ISSUER',
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
      'FRESHSERVICE_URL',
      'FRESHSERVICE_API_KEY',
      'SLACK_BOT_TOKEN',
      'SLACK_CHANNEL',
    ]) {
      expect(problems).toContain(`${name}: is not set`);
    }
  });

  test.each([
    ['DATABASE_URL', 'mysql://x', 'postgres://'],
    ['POLICY_APPROVAL', 'yes', 'off, warn or block'],
    ['NEXTAUTH_SECRET', 'hunter2-hunter2', 'at least 32'],
    ['NEXTAUTH_SECRET', 'k'.repeat(40), 'can be guessed'],
    ['NEXTAUTH_SECRET', 'change-me-change-me-change-me-change-me', 'placeholder'],
    ['OIDC_CLIENT_SECRET', 'sandbox-client-secret', 'placeholder'],
    ['FRESHSERVICE_API_KEY', 'sandbox-freshservice-key', 'placeholder'],
    ['SLACK_BOT_TOKEN', 'xoxb-sandbox-slack-token', 'placeholder'],
    ['FRESHSERVICE_URL', 'https://example.freshservice.com', '/api/v2'],
    ['OIDC_ISSUER', 'sso.example.com', 'http(s) URL'],
    ['FRESHSERVICE_URL', 'http://example.freshservice.com/api/v2', 'must begin with https://'],
    ['FRESHSERVICE_URL', 'https://k:x@example.freshservice.com/api/v2', 'user or password'],
    ['SLACK_API_URL', 'http://slack.example.com/api/', 'must begin with https://'],
    ['OIDC_ISSUER', 'http://sso.example.com', 'must begin with https://'],
    ['OIDC_ISSUER', 'http://127.0.0.1.evil.example', 'must begin with https://'],
    ['OIDC_ISSUER', 'http://localhost.evil.example', 'must begin with https://'],
    ['AWS_ENDPOINT_URL', 'http://169.254.169.254/', 'must begin with https://'],
    ['AWS_ENDPOINT_URL_EC2', 'http://10.0.0.1', 'must begin with https://'],
    ['AWS_ENDPOINT_URL_STS', 'ftp://127.0.0.1', 'http(s) URL'],
    ['TIME_ZONE', 'Mars/Olympus', 'time zone'],
    ['AWS_ENVIRONMENTS', '{not json', 'not valid JSON'],
    ['AWS_ENVIRONMENTS', '[{"name":"a"},{"name":"a"}]', 'names repeat'],
    ['AWS_ENVIRONMENTS', '[{"name":"all"}]', 'reserved'],
    ['LOOKUP_WINDOW_MS', 'soon', 'LOOKUP_WINDOW_MS: must be milliseconds or strict'],
  ])('refuses %s=%s and says why without repeating the value', (name, value, why) => {
    const problems = problemsOf({ ...complete, [name]: value });
    expect(problems).toContain(why);
    expect(problems).toContain(name);
    if (/SECRET|KEY|TOKEN/.test(name)) expect(problems).not.toContain(value);
  });

  test.each(['http://127.0.0.1:4101', 'http://localhost:4101', 'http://[::1]:4101', 'https://x'])(
    'lets keys travel to %s',
    (origin) => {
      const variables = { FRESHSERVICE_URL: `${origin}/api/v2`, OIDC_ISSUER: origin };
      expect(problemsOf({ ...complete, ...variables, AWS_ENDPOINT_URL: origin })).toBe('');
    },
  );

  test('refuses a configuration in which nobody could get in', () => {
    expect(problemsOf({ ...complete, ROLE_OPERATOR: ' ' })).toContain('at least one of them');
  });

  test("takes the script's variables where the new ones are not set", () => {
    const result = loadConfig({
      ...complete,
      FRESHSERVICE_URL: undefined,
      FRESHSERVICE_API_KEY: '',
      SLACK_BOT_TOKEN: undefined,
      ENV_FRESH_SERVICE_URL: 'https://old.freshservice.com/api/v2',
      ENV_FRESH_SERVICE_KEY_API_B64: Buffer.from('old-key:X').toString('base64'),
      ENV_SLACK_KEY_API: 'xoxb-old',
    });
    expect(result).toMatchObject({
      ok: true,
      config: {
        freshservice: { url: 'https://old.freshservice.com/api/v2', apiKey: 'old-key' },
        slack: { token: 'xoxb-old' },
      },
    });
  });
});
