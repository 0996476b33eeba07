import { describe, expect, test } from 'vitest';
import { returnPath } from './return-path';

describe('after sign-in no one is sent to another site', () => {
  test.each([
    [undefined, '/'],
    ['', '/'],
    ['/tickets/CHN-7303', '/tickets/CHN-7303'],
    ['/runs?q=web-01&status=failed', '/runs?q=web-01&status=failed'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/.//evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('%j leads to %s', (wanted, path) => {
    expect(returnPath(wanted)).toBe(path);
  });

  test.each(['/\t/evil.example', '/\n/evil.example', '/\r\\evil.example'])(
    '%j, which browsers read without its control character, leads home',
    (wanted) => {
      expect(returnPath(wanted)).toBe('/');
    },
  );
});
