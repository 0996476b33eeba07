import { expect, test } from 'vitest';
import { buildContentSecurityPolicy } from './content-security-policy';

const served = { nonce: 'bm9uY2U=', behindTls: true, development: false };

function directive(name: string, policy: string): string {
  const found = policy.split('; ').find((part) => part.split(' ')[0] === name);
  return found ?? 'missing';
}

test('scripts run by nonce alone: nothing inline, nothing evaluated, no host', () => {
  const scripts = directive('script-src', buildContentSecurityPolicy(served));
  expect(scripts).toBe("script-src 'nonce-bm9uY2U=' 'strict-dynamic'");
});

test('style elements need the nonce; only style attributes may be inline', () => {
  const policy = buildContentSecurityPolicy(served);
  expect(directive('style-src-elem', policy)).not.toContain('unsafe');
  expect(directive('style-src-attr', policy)).toBe("style-src-attr 'unsafe-inline'");
});

test('no one may frame a page, rebase its links, or take its forms elsewhere', () => {
  const policy = buildContentSecurityPolicy(served);
  expect(directive('frame-ancestors', policy)).toBe("frame-ancestors 'none'");
  expect(directive('base-uri', policy)).toBe("base-uri 'none'");
  expect(directive('form-action', policy)).toBe("form-action 'self'");
});

test('only behind TLS the browser is told to ask by https', () => {
  expect(buildContentSecurityPolicy(served)).toContain('upgrade-insecure-requests');
  const plain = buildContentSecurityPolicy({ ...served, behindTls: false });
  expect(plain).not.toContain('upgrade-insecure-requests');
});
