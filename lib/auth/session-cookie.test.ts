import { expect, test } from 'vitest';
import { isSessionCookieIn, makeSessionCookie, readSessionCookie } from './session-cookie';

const CONFIG = {
  appUrl: 'https://snapgate.example.com',
  sessionSecret: 'Vb7qLx0TgZ4mRk9wYd2nHs5cJf8pAe1u',
};
const ID = '0199a3a0-0000-7000-8000-000000000000';

test('a session cookie is encrypted with A256GCM and a key of its own, never the same twice', async () => {
  const [one, other] = [await makeSessionCookie(ID, CONFIG), await makeSessionCookie(ID, CONFIG)];
  const header: unknown = JSON.parse(Buffer.from(one.split('.')[0] ?? '', 'base64url').toString());
  expect(header).toEqual({ alg: 'dir', enc: 'A256GCM' });
  expect(one).not.toBe(other);
  expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain(ID);
});

test('only a cookie of this secret that was not changed names a session', async () => {
  const good = await makeSessionCookie(ID, CONFIG);
  expect(await readSessionCookie(good, CONFIG)).toMatchObject({ sessionId: ID });
  const other = { ...CONFIG, sessionSecret: 'x'.repeat(32) };
  expect(await readSessionCookie(good, other)).toBeNull();
  expect(await readSessionCookie(`${good.slice(0, -3)}AAA`, CONFIG)).toBeNull();
  const named = `a=b; __Host-next-auth.session-token=${good}; c=d`;
  expect(await isSessionCookieIn(named, CONFIG)).toBe(true);
  expect(await isSessionCookieIn(`next-auth.session-token=${good}`, CONFIG)).toBe(false);
});
