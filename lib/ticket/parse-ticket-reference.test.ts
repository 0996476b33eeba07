import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  formatTicketReference,
  parseCanonicalReference,
  parseTicketReference,
} from './parse-ticket-reference';

const HOSTS = {
  url: 'https://acme.freshservice.com/api/v2',
  portalHosts: ['help.acme.example'],
};

const READABLE: readonly (readonly [input: string, canonical: string])[] = [
  ['7303', 'CHN-7303'],
  ['  7303  ', 'CHN-7303'],
  ['#7303', 'CHN-7303'],
  ['# 7303', 'CHN-7303'],
  ['007303', 'CHN-7303'],
  ['CHN-7303', 'CHN-7303'],
  ['chn-7303', 'CHN-7303'],
  ['Chn 7303', 'CHN-7303'],
  ['chn 7303', 'CHN-7303'],
  ['CHN7303', 'CHN-7303'],
  ['chn7303', 'CHN-7303'],
  ['CHN-007303', 'CHN-7303'],
  ['CHN - 7303', 'CHN-7303'],
  ['CHN #7303', 'CHN-7303'],
  ['#CHN-7303', 'CHN-7303'],
  ['CHN–7303', 'CHN-7303'],
  ['CHN\u00a07303', 'CHN-7303'],
  ['\u200bCHN-7303\ufeff', 'CHN-7303'],
  ['CHN-7303\n', 'CHN-7303'],
  ['1', 'CHN-1'],
  ['CHN-9007199254740991', 'CHN-9007199254740991'],
  ['INC-12', 'INC-12'],
  ['inc 12', 'INC-12'],
  ['INC12', 'INC-12'],
  ['SR-12', 'SR-12'],
  ['sr#12', 'SR-12'],
  ['PRB-12', 'PRB-12'],
  ['prb12', 'PRB-12'],
  ['https://acme.freshservice.com/itil/changes/7303', 'CHN-7303'],
  ['https://acme.freshservice.com/a/changes/7303', 'CHN-7303'],
  ['https://acme.freshservice.com/changes/7303', 'CHN-7303'],
  ['https://acme.freshservice.com/a/changes/7303/', 'CHN-7303'],
  ['https://acme.freshservice.com/a/changes/7303?current_tab=tasks', 'CHN-7303'],
  ['https://acme.freshservice.com/a/changes/7303#task-1001', 'CHN-7303'],
  ['https://acme.freshservice.com/itil/changes/7303?a=1&b=2#c', 'CHN-7303'],
  ['http://acme.freshservice.com/a/changes/7303', 'CHN-7303'],
  ['HTTPS://ACME.FRESHSERVICE.COM/a/changes/7303', 'CHN-7303'],
  ['https://acme.freshservice.com:443/a/changes/7303', 'CHN-7303'],
  ['acme.freshservice.com/a/changes/7303', 'CHN-7303'],
  ['https://acme.freshservice.com/a/tickets/12', 'INC-12'],
  ['https://acme.freshservice.com/tickets/12', 'INC-12'],
  ['https://acme.freshservice.com/a/problems/5', 'PRB-5'],
  ['https://acme.freshservice.com/itil/problems/5', 'PRB-5'],
  ['https://acme.freshservice.com/a/changes/7303/tasks', 'CHN-7303'],
  ['https://acme.freshservice.com/a/changes/7303/tasks/1', 'CHN-7303'],
  ['https://acme.freshservice.com/a/tickets/12/activities?x=1', 'INC-12'],
  ['<https://acme.freshservice.com/a/changes/7303>', 'CHN-7303'],
  ['https://help.acme.example/a/changes/7303', 'CHN-7303'],
  ['HELP.acme.example/a/changes/7303', 'CHN-7303'],
];

const REFUSED: readonly string[] = [
  '',
  '   ',
  '\u200b',
  '0',
  '000',
  'CHN-0',
  'CHN-',
  'CHN',
  '#',
  '-7303',
  '+7303',
  '7303.0',
  '7,303',
  '7e3',
  '0x1c87',
  '73 03',
  '7303 7304',
  '7303; drop',
  "7303'--",
  '7303/../7304',
  '../../x',
  '..%2f..%2fx',
  'CHN-7303/tasks',
  'CHN_7303',
  'XYZ-7303',
  'CHNN-7303',
  'CHN--7303',
  'CHN-73O3',
  '９３０３',
  '٧٣٠٣',
  '7️⃣',
  '🔥',
  '<script>7303</script>',
  'null',
  'CHN-9007199254740992',
  '99999999999999999999',
  'A'.repeat(10_240),
  '7'.repeat(10_240),
  'https://evil.example/a/changes/7303',
  'https://acme.freshservice.com.evil.example/a/changes/7303',
  'https://acme.freshservice.com@evil.example/a/changes/7303',
  'https://user:secret@acme.freshservice.com/a/changes/7303',
  'https://user@acme.freshservice.com/a/changes/7303',
  'https://acme.freshservice.com:8443/a/changes/7303',
  'https://acme.freshservice.com\\@evil.example/a/changes/7303',
  'https://sub.acme.freshservice.com/a/changes/7303',
  'https://acme.freshservice.com/a/changes/',
  'https://acme.freshservice.com/a/changes/0',
  'https://acme.freshservice.com/a/changes/abc',
  'https://acme.freshservice.com/a/changes/%37303',
  'https://acme.freshservice.com/a/changes/7303x',
  'https://user@help.acme.example/a/changes/7303',
  'https://other.acme.example/a/changes/7303',
  'https://acme.freshservice.com/a/cha\nnges/7303',
  'https://acme.freshservice.com/a/assets/7303',
  'https://acme.freshservice.com/?next=/a/changes/7303',
  'https://acme.freshservice.com/x/a/changes/7303',
  'ftp://acme.freshservice.com/a/changes/7303',
  'javascript:alert(7303)',
  'https://',
];

describe('a ticket reference', () => {
  it.each(READABLE)('%j means %s', (input, canonical) => {
    const result = parseTicketReference(input, HOSTS);
    expect(result.ok && formatTicketReference(result.reference)).toBe(canonical);
  });

  it.each(REFUSED.map((input) => [input.slice(0, 70), input]))(
    'refuses %j and shows the accepted forms',
    (_, input) => {
      const result = parseTicketReference(input, HOSTS);
      expect(result.ok).toBe(false);
      expect(!result.ok && result.message).toContain('7303, #7303, CHN-7303');
      expect(!result.ok && result.message.length).toBeLessThan(300);
    },
  );

  it('accepts links to a Freshservice on another port or host when that is the configured one', () => {
    const result = parseTicketReference('http://127.0.0.1:4010/a/changes/9', {
      url: 'http://127.0.0.1:4010/api/v2',
      portalHosts: [],
    });
    expect(result).toEqual({ ok: true, reference: { kind: 'CHN', number: 9 } });
  });

  it('refuses every link while the configured address is unreadable', () => {
    expect(
      parseTicketReference('https://null/a/changes/9', { url: 'not a url', portalHosts: [] }).ok,
    ).toBe(false);
  });

  it('never throws, and its canonical form reads back as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (input) => {
        const result = parseTicketReference(input, HOSTS);
        if (!result.ok) return;
        const canonical = formatTicketReference(result.reference);
        expect(parseCanonicalReference(canonical)).toEqual(result.reference);
      }),
    );
  });
});

describe('a reference in one of our own URLs', () => {
  it.each(['CHN-7303', 'INC-1', 'SR-2', 'PRB-9007199254740991'])('%s is canonical', (text) => {
    const reference = parseCanonicalReference(text);
    expect(reference && formatTicketReference(reference)).toBe(text);
  });

  it.each([
    'chn-7303',
    'CHN7303',
    '7303',
    'CHN-07303',
    'CHN-0',
    'CHN-7303 ',
    'CHN-9007199254740992',
  ])('%j is not', (text) => {
    expect(parseCanonicalReference(text)).toBeNull();
  });
});
