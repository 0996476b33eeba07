import { expect, test } from 'vitest';
import { parseSearch, type SearchTerm } from './parse-search';

const ticket = (...tickets: string[]): SearchTerm => ({ kind: 'ticket', tickets });
const text = (words: string): SearchTerm => ({ kind: 'text', text: words });

test.each<readonly [string, readonly SearchTerm[]]>([
  ['', []],
  ['  ', []],
  ['CHN-7303', [ticket('CHN-7303')]],
  ['chn 7303', [ticket('CHN-7303')]],
  ['#CHN7303', [ticket('CHN-7303')]],
  ['7303', [ticket('CHN-7303', 'INC-7303', 'SR-7303', 'PRB-7303')]],
  ['#7303', [ticket('CHN-7303', 'INC-7303', 'SR-7303', 'PRB-7303')]],
  ['https://acme.freshservice.com/a/changes/7303?current_tab=tasks', [ticket('CHN-7303')]],
  ['SR-4712', [ticket('INC-4712', 'SR-4712')]],
  ['inc 4712', [ticket('INC-4712', 'SR-4712')]],
  ['https://acme.freshservice.com/a/tickets/4711', [ticket('INC-4711', 'SR-4711')]],
  ['snap-0123456789abcdef0', [{ kind: 'snapshot', id: 'snap-0123456789abcdef0' }]],
  ['SNAP-0123ABCD', [{ kind: 'snapshot', id: 'snap-0123abcd' }]],
  ['i-0123456789abcdef0,', [{ kind: 'instance', id: 'i-0123456789abcdef0' }]],
  ['(vol-0123456789abcdef0)', [{ kind: 'volume', id: 'vol-0123456789abcdef0' }]],
  ['10.20.3.20', [{ kind: 'address', address: '10.20.3.20' }]],
  ['Olga@Example.com', [{ kind: 'agent', email: 'olga@example.com' }]],
  [
    'https://snapgate.example.com/runs/01a206ee-a76f-730b-843d-dd0e7e1fb6f7',
    [{ kind: 'run', id: '01a206ee-a76f-730b-843d-dd0e7e1fb6f7' }],
  ],
  ['01a206ee', [{ kind: 'run-start', start: '01a206ee' }]],
  ['chn–7303', [ticket('CHN-7303')]],
  ['\u200bCHN-7303.\ufeff', [ticket('CHN-7303')]],
  [
    'CHN-7303, CHN-7304; 7305',
    [ticket('CHN-7303', 'CHN-7304', 'CHN-7305', 'INC-7305', 'SR-7305', 'PRB-7305')],
  ],
  ['“two words”', [text('two words')]],
  ['‘web-02’', [text('web-02')]],
  ['web‑02!', [text('web-02')]],
  ['10.20.3.20/32', [{ kind: 'address', address: '10.20.3.20' }]],
  ['10.20.3.20.', [{ kind: 'address', address: '10.20.3.20' }]],
  [
    'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
    [{ kind: 'instance', id: 'i-0123456789abcdef0' }],
  ],
  [
    'arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0',
    [{ kind: 'snapshot', id: 'snap-0123456789abcdef0' }],
  ],
  ['openssl web-02', [text('openssl'), text('web-02')]],
  ['chn 7303 openssl', [ticket('CHN-7303'), text('openssl')]],
])('the search %j is read as what it is in itself', (search, terms) => {
  expect(parseSearch(search)).toEqual(terms);
});

test.each<readonly [string, readonly SearchTerm[]]>([
  ['snap-0123', [text('snap-0123')]],
  ['10.20.3', [text('10.20.3')]],
  ['10.20.3.256', [text('10.20.3.256')]],
  ['10.20.3.20:22', [text('10.20.3.20:22')]],
  ['olga@', [text('olga@')]],
  ['"7303"', [text('7303')]],
  ['"two words" x', [text('two words'), text('x')]],
  ['"unfinished quote', [text('unfinished'), text('quote')]],
  ['0', [text('0')]],
  ['#', []],
])('a part of an id, or anything in quotes, is text: %j', (search, terms) => {
  expect(parseSearch(search)).toEqual(terms);
});
