import { describe, expect, it } from 'vitest';

import { findAddresses } from './find-addresses';

const ONE_ADDRESS: readonly string[] = [
  '10.0.0.1',
  'IP=10.0.0.1',
  'IP: 10.0.0.1',
  'ip:10.0.0.1',
  '(10.0.0.1)',
  '[10.0.0.1]',
  '"10.0.0.1"',
  '<10.0.0.1>',
  'Please save 10.0.0.1.',
  '10.0.0.1, please',
  'Is it up? 10.0.0.1!',
  '10.0.0.1:22',
  'ssh root@10.0.0.1',
  'http://10.0.0.1/24',
  'https://10.0.0.1:8443/login?x=1',
  'IP.......10.0.0.1',
  '10.0.0.1...',
  '_10.0.0.1_',
  '-10.0.0.1',
  '10.0.0.1-web',
  '10.0.0.1 - 500 GB',
  '10.0.0.1/web-01',
  '10.0.0.1/32',
  '10.0.0.1 (also known as 10.0.0.1)',
  '10.0.0.1\n10.0.0.1',
  '10.0.0.1, 3 disks, 1.5 TB',
  'MySQL 8.0.36 on 10.0.0.1',
  'Windows 10.0.19045.3693 on 10.0.0.1',
  'agent 1.2.3.4.5 on 10.0.0.1',
  'since 2026.11.23 on 10.0.0.1',
  'upgrade to v9.8.7.6 on 10.0.0.1',
  'ip-10-0-0-9.ec2.internal is 10.0.0.1',
  'Is it 1.2.3? No, 10.0.0.1',
];

const FAULTS: readonly (readonly [text: string, code: string, found: string])[] = [
  ['10.0.0.256', 'address-invalid', '10.0.0.256'],
  ['999.1.1.1', 'address-invalid', '999.1.1.1'],
  ['10.0.0.1 or 10.0.0.300', 'address-invalid', '10.0.0.300'],
  ['010.0.0.1', 'address-invalid', '010.0.0.1'],
  ['10.0.0.01', 'address-invalid', '10.0.0.01'],
  ['IP10.0.0.1', 'address-invalid', 'IP10.0.0.1'],
  ['10.0.0.1a', 'address-invalid', '10.0.0.1a'],
  ['10.0.0.1.example.com', 'address-invalid', '10.0.0.1.example.com'],
  ['10.0.0.1²', 'address-invalid', '10.0.0.1²'],
  ['１10.0.0.1', 'address-invalid', '１10.0.0.1'],
  ['10.0.0.1/24', 'address-range', '10.0.0.1/24'],
  ['10.0.0.1 /24', 'address-range', '10.0.0.1 /24'],
  ['all of 10.0.0.0/16.', 'address-range', '10.0.0.0/16'],
  ['10.0.0.1-5', 'address-range', '10.0.0.1-5'],
  ['10.0.0.1–5', 'address-range', '10.0.0.1–5'],
  ['10.0.0.1,2', 'address-range', '10.0.0.1,2'],
  ['10.0.0.1..5', 'address-range', '10.0.0.1..5'],
  ['10.0.0.[1-5]', 'address-range', '10.0.0.['],
  ['10.0.0.1, .2 and .3', 'address-range', '10.0.0.1, .2 and .3'],
  ['10.0.0.*', 'wildcard-refused', '10.0.0.*'],
  ['10.0.*', 'wildcard-refused', '10.0.*'],
  ['10.*', 'wildcard-refused', '10.*'],
  ['10.0.0.?', 'wildcard-refused', '10.0.0.?'],
  ['10.0.0.1?', 'wildcard-refused', '10.0.0.1?'],
  ['*.10.0.0.1', 'wildcard-refused', '*.10.0.0.1'],
];

const NOTHING: readonly string[] = [
  '',
  'web-01',
  '10',
  '10.0',
  '10.0.0',
  '10. 0. 0. 1',
  '10 0 0 1',
  '10,0,0,1',
  '10-0-0-1',
  '1.2.3.4.5',
  '10.0.0.1.2.3',
  'v10.0.0.1',
  '10.0.0.x',
  '::1',
  'fe80::1',
  '１０.０.０.１',
  '١٠.٠.٠.١',
  '...',
  '***',
];

describe('addresses in a text', () => {
  it.each(ONE_ADDRESS)('%j holds exactly 10.0.0.1', (text) => {
    expect(findAddresses(text)).toMatchObject({ addresses: ['10.0.0.1'], faults: [] });
  });

  it.each(FAULTS)('%j is refused as %s', (text, code, found) => {
    expect(findAddresses(text).faults).toContainEqual({ code, found });
  });

  it.each(NOTHING)('%j holds no address', (text) => {
    expect(findAddresses(text)).toMatchObject({ addresses: [], faults: [] });
  });

  it.each([
    ['10.0.0.1 and 10.0.0.2', ['10.0.0.1', '10.0.0.2']],
    ['10.0.0.2,10.0.0.1', ['10.0.0.2', '10.0.0.1']],
    ['10.0.0.1-10.0.0.5', ['10.0.0.1', '10.0.0.5']],
    ['10.0.0.1/255.255.255.0', ['10.0.0.1', '255.255.255.0']],
  ])('%j holds several', (text, addresses) => {
    expect(findAddresses(text).addresses).toEqual(addresses);
  });

  it.each([
    ['digits and dots', '1.'.repeat(50_000)],
    ['digits', '1'.repeat(100_000)],
    ['dots', `${'.'.repeat(100_000)}a`],
    ['underscores', '_'.repeat(100_000)],
    ['stars', '*'.repeat(100_000)],
    ['addresses stuck together', '1.1.1.1a'.repeat(12_000)],
    ['short words', '.1 '.repeat(33_000)],
    ['ranges', '10.0.0.1 - 5, 6 and '.repeat(5_000)],
    ['a long range', `10.0.0.1${', 2'.repeat(33_000)}`],
    ['joining words', `10.0.0.1 ${'to '.repeat(33_000)}`],
    ['signs', `10.0.0.1 ${'- '.repeat(50_000)}`],
  ])('reads 100,000 characters of %s in the blink of an eye', (_, text) => {
    const start = performance.now();
    findAddresses(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
