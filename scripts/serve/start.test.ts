import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Starting a process takes seconds on a busy machine. */
const PROCESS_LIMIT_MS = 60_000;

const COMPLETE = {
  DATABASE_URL: 'postgresql://snapgate@127.0.0.1:9/snapgate',
  NEXTAUTH_URL: 'https://snapgate.example.com',
  NEXTAUTH_SECRET: 'Vb7qLx0TgZ4mRk9wYd2nHs5cJf8pAe1u',
  OIDC_ISSUER: 'https://sso.example.com',
  OIDC_CLIENT_ID: 'snapgate',
  OIDC_CLIENT_SECRET: 'fT7wq2Lk9ZxV4bNs8RdY1mHc',
  ROLE_OPERATOR: 'ops',
  FRESHSERVICE_URL: 'https://acme.freshservice.com/api/v2',
  FRESHSERVICE_API_KEY: 'kR4tYw82LmNq0PzX6sVb',
  SLACK_BOT_TOKEN: 'xoxb-1234567890-AbCdEfGhIjKl',
  SLACK_CHANNEL: '#changes',
};

const WEAK = {
  NEXTAUTH_SECRET: [
    ['short', 'Vb7qLx0TgZ4mRk9', 'at least 32 characters'],
    ['of an example', 'changeme-changeme-changeme-changeme-1', 'placeholder'],
    ['that can be guessed', '0123456789abcdef0123456789abcdef', 'can be guessed'],
  ],
  OIDC_CLIENT_SECRET: [['of the sandbox', 'sandbox-client-secret', 'placeholder']],
  FRESHSERVICE_API_KEY: [['of the sandbox', 'sandbox-freshservice-key', 'placeholder']],
  SLACK_BOT_TOKEN: [['of an example', 'xoxb-your-token', 'placeholder']],
} as const;

const ROWS = Object.entries(WEAK).flatMap(([name, secrets]) =>
  secrets.map(([kind, value, why]) => ({ name, kind, value, why })),
);

test.each(ROWS)(
  '`npm start` refuses a $name $kind, says why, and does not repeat it',
  ({ name, value, why }) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'scripts/serve/start.ts'],
      {
        env: { ...COMPLETE, [name]: value, PATH: process.env.PATH, NODE_ENV: 'production' },
        encoding: 'utf8',
      },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`${name}: .*${why}`));
    expect(stderr + stdout).not.toContain(value);
  },
  PROCESS_LIMIT_MS,
);
