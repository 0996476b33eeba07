import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { isGuessable, isPlaceholder } from './schema-parts';

test.each([
  'k'.repeat(40),
  'abcdefgh'.repeat(5),
  '0123456789abcdef0123456789abcdef',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '11111111111111112222222222222222',
  '00000000-0000-0000-0000-000000000000',
])('%s is long enough and can be guessed', (value) => {
  expect(isGuessable(value)).toBe(true);
});

test.each([
  'please-change-me-please-change-me-now',
  'YOUR_SECRET_HERE_YOUR_SECRET_HERE_42',
  'sandbox-session-secret-0123456789abcd',
  'example-nextauth-secret-for-the-docs!',
  'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
])('%s is a placeholder', (value) => {
  expect(isPlaceholder(value)).toBe(true);
});

test('10,000 secrets as `openssl rand` makes them are all taken', () => {
  for (let made = 0; made < 5_000; made += 1) {
    for (const encoding of ['base64', 'hex'] as const) {
      const secret = randomBytes(encoding === 'hex' ? 24 : 32).toString(encoding);
      expect(isGuessable(secret)).toBe(false);
      expect(isPlaceholder(secret)).toBe(false);
    }
  }
});
