import { describe, expect, test } from 'vitest';
import { findOriginProblem, isSameSite, mayRead } from './same-site';

const config = { appUrl: 'https://snapgate.example.com' };

describe('a request that changes something', () => {
  test.each([
    ['our own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['our own page, by an old browser', { origin: 'https://snapgate.example.com' }, true],
    ['another site', { 'sec-fetch-site': 'cross-site' }, false],
    ['another host of our domain', { 'sec-fetch-site': 'same-site' }, false],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }, false],
    ['another site, by an old browser', { origin: 'https://evil.example' }, false],
    ['a sandboxed frame', { origin: 'null' }, false],
    ['our host by http', { origin: 'http://snapgate.example.com' }, false],
    ['another port of our host', { origin: 'https://snapgate.example.com:8443' }, false],
    [
      'another site that names our origin',
      { 'sec-fetch-site': 'cross-site', origin: 'https://snapgate.example.com' },
      false,
    ],
    [
      'a request for another host',
      { origin: 'https://evil.example', host: 'evil.example', 'x-forwarded-host': 'evil.example' },
      false,
    ],
    ['a request that says nothing', {}, false],
  ])('from %s: %j gives %s', (_who, headers, allowed) => {
    expect(isSameSite(new Headers(headers), config)).toBe(allowed);
  });
});

describe('a request that reads', () => {
  test.each([
    ['our own page', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, true],
    ['a program', {}, true],
    ['a typed address', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, true],
    [
      'a link in a chat',
      {
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      },
      true,
    ],
    [
      'an image of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      false,
    ],
    [
      'a frame of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      false,
    ],
    ['a neighbor', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, false],
  ])('for %s: %j gives %s', (_who, headers, allowed) => {
    expect(mayRead(new Headers(headers))).toBe(allowed);
  });
});

describe('the origin of a server action', () => {
  test('is right as it is typed, or unsaid', () => {
    const right = new Headers({ origin: 'https://snapgate.example.com' });
    expect(findOriginProblem(right, config)).toBeNull();
    expect(findOriginProblem(new Headers(), config)).toBeNull();
  });

  test.each(['null', 'http://127.0.0.1:3001', 'https://10.0.0.5'])(
    'changed to %s is refused with the name of the header and the right address',
    (origin) => {
      const problem = findOriginProblem(new Headers({ origin }), config);
      expect(problem).toMatch(/^The Origin header is not https:\/\/snapgate\.example\.com,/);
    },
  );
});
