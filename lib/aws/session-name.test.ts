import { expect, it } from 'vitest';
import { buildSessionName } from './credentials';

it.each([
  ['jo.doe+ops@example.com', 'jo.doe+ops@example.com'],
  ['jörg müller@example.com', 'j-rg-m-ller@example.com'],
  ['a/b:c*d@example.com', 'a-b-c-d@example.com'],
  [`${'x'.repeat(80)}@example.com`, 'x'.repeat(64)],
  ['snapgate-watcher', 'snapgate-watcher'],
  ['a', 'snapgate-a'],
  ['', 'snapgate-'],
])('names the session of %j in the alphabet of AWS', (email, expected) => {
  expect(buildSessionName(email)).toBe(expected);
  expect(expected).toMatch(/^[\w+=,.@-]{2,64}$/);
});
