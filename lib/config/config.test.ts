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
])('a lookup window of %s is %i ms', (LOOKUP_WINDOW_MS, lookupWindowMs) => {
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
    ['POLICY_APPROVAL', 'yes', 'off, warn, or block'],
    ['NEXTAUTH_SECRET', 'hunter2-hunter2', 'at least 32'],
    ['NEXTAUTH_SECRET', 'k'.repeat(40), 'can be guessed'],
    ['NEXTAUTH_SECRET', 'change-me-change-me-change-me-change-me', 'placeholder'],
    ['OIDC_CLIENT_SECRET', 'sandbox-client-secret', 'placeholder'],
    ['FRESHSERVICE_API_KEY', 'sandbox-freshservice-key', 'placeholder'],
    ['SLACK_BOT_TOKEN', 'xoxb-sandbox-slack-token', 'placeholder'],
    ['FRESHSERVICE_URL', 'https://example.freshservice.com', '/api/v2'],
    ['OIDC_ISSUER', 'sso.example.com', 'http(s) URL'],
    ['FRESHSERVICE_URL', 'http://example.freshservice.com/api/v2', 'must start with https://'],
    ['FRESHSERVICE_URL', 'https://k:x@example.freshservice.com/api/v2', 'user name or password'],
    ['SLACK_API_URL', 'http://slack.example.com/api/', 'must start with https://'],
    ['OIDC_ISSUER', 'http://sso.example.com', 'must start with https://'],
    ['OIDC_ISSUER', 'http://127.0.0.1.evil.example', 'must start with https://'],
    ['OIDC_ISSUER', 'http://localhost.evil.example', 'must start with https://'],
    ['AWS_ENDPOINT_URL', 'http://169.254.169.254/', 'must start with https://'],
    ['AWS_ENDPOINT_URL_EC2', 'http://10.0.0.1', 'must start with https://'],
    ['AWS_ENDPOINT_URL_STS', 'ftp://127.0.0.1', 'http(s) URL'],
    ['TIME_ZONE', 'Mars/Olympus', 'time zone'],
    ['AWS_ENVIRONMENTS', '{not json', 'not valid JSON'],
    ['AWS_ENVIRONMENTS', '[{"name":"a"},{"name":"a"}]', 'names must be unique'],
    ['AWS_ENVIRONMENTS', '[{"name":"all"}]', 'reserved'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","region":"eu-west-1a"}]', 'is an availability zone'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","region":"Ireland"}]', 'not a region such as eu-west-1'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","roleArn":"arn:aws:iam::1:user/x"}]', 'ARN of a role'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","extraTags":{"Name":"x"}}]', 'set by Snapgate'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","extraTags":{"aws:x":"x"}}]', 'must not start with aws:'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","extraTags":{"x":1}}]', 'expected string'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","keepDays":"30"}]', 'whole number of days'],
    ['AWS_ENVIRONMENTS', '[{"name":"a","keepDays":0}]', 'keepDays'],
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

  test('refuses a configuration in which no one could get in', () => {
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

describe('DATABASE_URL', () => {
  test.each([
    'postgresql://snapgate:pa#ss@db.example.com:5432/snapgate',
    'postgresql://snapgate:pa/ss@db.example.com:5432/snapgate',
    'postgresql://snapgate:pa?ss@db.example.com:5432/snapgate',
    'postgresql://snapgate:12#34@db.example.com/snapgate',
    'postgresql://snapgate:12/34@db.example.com/snapgate',
    'postgresql://snapgate:12?34@db.example.com/snapgate',
    'postgresql://snapgate:100%@db.example.com/snapgate',
  ])('%s is refused: its password is cut in two', (url) => {
    const result = loadConfig({ ...complete, DATABASE_URL: url });
    expect(result).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^DATABASE_URL: .*percent-encoded/)],
    });
  });

  test.each([
    'postgresql://snapgate:pa%23s%2Fs%3F%25@db.example.com:5432/snapgate',
    'postgresql://snapgate@db.example.com/snapgate?application_name=a@b',
    'postgresql:///snapgate?host=/var/run/postgresql&user=snapgate',
  ])('%s is taken', (url) => {
    expect(loadConfig({ ...complete, DATABASE_URL: url })).toMatchObject({ ok: true });
  });

  test('a certificate file that is not there is said at the start', () => {
    const url =
      'postgresql://db.example.com/snapgate?sslmode=verify-full&sslrootcert=/nothing/ca.pem';
    expect(loadConfig({ ...complete, DATABASE_URL: url })).toMatchObject({
      ok: false,
      problems: ['DATABASE_URL: names a file in sslrootcert that cannot be read'],
    });
  });

  test('a direct address and the login of RDS have variables of their own', () => {
    const result = loadConfig({
      ...complete,
      DATABASE_URL: 'postgresql://app@x.abc.eu-central-1.rds.amazonaws.com/snapgate',
      DATABASE_DIRECT_URL: 'postgresql://direct.example.com/snapgate',
      DATABASE_AUTH: 'aws-iam',
    });
    expect(result).toMatchObject({
      ok: true,
      config: {
        database: {
          directUrl: 'postgresql://direct.example.com/snapgate',
          login: { kind: 'aws-iam', region: 'eu-central-1' },
        },
      },
    });
  });
});

test.each([
  'https://snapgate.example.com/tools',
  'https://snapgate.example.com/?team=ops',
  'https://snapgate.example.com/#top',
  'https://user@snapgate.example.com',
])('NEXTAUTH_URL %s is refused: only an origin works', (NEXTAUTH_URL) => {
  expect(loadConfig({ ...complete, NEXTAUTH_URL })).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(/^NEXTAUTH_URL: must be a scheme, a host/)],
  });
});
