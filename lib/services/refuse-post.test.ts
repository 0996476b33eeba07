import { expect, test } from 'vitest';
import { refusePost } from './refuse-post';

const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
  refusePost(
    new Request('http://127.0.0.1/tickets/CHN-7303', {
      method: 'POST',
      headers: { 'next-action': 'id', 'content-type': 'text/plain;charset=UTF-8', ...headers },
      body,
    }),
  );

const CALL = {
  ticket: 'CHN-7303',
  acknowledged: ['a', '$$b'],
  reason: null,
  environment: '$$x',
  note: '$undefined',
};

test('what our pages send is let through: texts, lists and objects, or nothing', async () => {
  expect(await post(JSON.stringify([CALL]))).toBeNull();
  expect(await post('[]')).toBeNull();
  expect(await post('[{}]')).toBeNull();
});

test.each([
  '',
  '[',
  'null',
  '"$Q0"',
  '["$Q0"]',
  '[{"ticket":"$Q0"}]',
  '[{"acknowledged":["$F0"]}]',
  '[{"ticket":{"a":[{"b":"$K1"}]}}]',
  '{"0":{}}',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
])('%j is refused before anything decodes it', async (body) => {
  expect(await post(body)).toMatchObject({ status: 400 });
});

test('a form, as pages without scripts send it, and a post without an action are refused', async () => {
  const form = { 'content-type': 'multipart/form-data; boundary=x' };
  expect(await post('--x--', form)).toMatchObject({ status: 415 });
  const bare = new Request('http://127.0.0.1/', { method: 'POST', body: '[]' });
  expect(await refusePost(bare)).toMatchObject({ status: 415 });
});

test('reads and sign-in are not its business', async () => {
  expect(await refusePost(new Request('http://127.0.0.1/'))).toBeNull();
  const signIn = new Request('http://127.0.0.1/api/auth/signin/oidc', { method: 'POST' });
  expect(await refusePost(signIn)).toBeNull();
});
