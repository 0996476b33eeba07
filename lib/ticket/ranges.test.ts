import { expect, test } from 'vitest';
import { parseTask } from './parse-task';
import type { TaskReading } from './ticket';

/** More than one address is meant; taking the first and saying "succeeded" would lose the others. */
const MORE_THAN_ONE = `
10.0.0.1/24
10.0.0.1 / 24
10.0.0.1 /24
10.0.0.1/ 24
10.0.0.1／24
10.0.0.1 ⁄ 24
10.0.0.1\\24
(10.0.0.1) / 24
"10.0.0.1" / 24
10.0.0.1 (/24)
10.0.0.1 [/24]
10.0.0.1 / 8
10.0.0.1/24, 16 GB RAM
10.0.0.1 mask 24
10.0.0.1 netmask 24
10.0.0.1 prefix 28
10.0.0.1 slash 24
10.0.0.1-5
10.0.0.1 - 5
10.0.0.1 -5
10.0.0.1- 5
10.0.0.1 - 005
10.0.0.1–5
10.0.0.1 – 5
10.0.0.1—5
10.0.0.1 — 5
10.0.0.1 −5
10.0.0.1 − 5
10.0.0.1－5
10.0.0.1 -- 5
10.0.0.1 - - 5
10.0.0.1 -> 5
10.0.0.1 → 5
10.0.0.1 => 5
10.0.0.1 ~ 5
10.0.0.1～5
10.0.0.1〜5
10.0.0.1..5
10.0.0.1 .. 5
10.0.0.1 ... 5
10.0.0.1…5
10.0.0.1 - .5
10.0.0.1-.5
"10.0.0.1" - "5"
(10.0.0.1) - (5)
(10.0.0.1 - 5)
(10.0.0.1, 2) must go
10.0.0.1 (-5)
10.0.0.1 - 5.
10.0.0.1 - 5, please
10.0.0.1 - 5 please
10.0.0.1 - 5 web servers
10.0.0.1 - 254
10.0.0.1 to 5
10.0.0.1 TO 5
10.0.0.1 to .5
10.0.0.1 up to 5
10.0.0.1 up to and including 5
10.0.0.1 till 5
10.0.0.1 until 5
10.0.0.1 through 5
10.0.0.1 thru 5
10.0.0.1 bis 5
10.0.0.1 bis zu 5
10.0.0.1 dash 5
10.0.0.1 hasta 5
10.0.0.1 à 5
10.0.0.1 jusqu'à 5
10.0.0.1 t/m 5
10.0.0.1 tot 5
10.0.0.1 - to 5
10.0.0.1,2
10.0.0.1, 2
10.0.0.1 , 2
10.0.0.1, 2, 3
10.0.0.1, 2 and 3
10.0.0.1, 2, and 3
10.0.0.1, .2 and .3
10.0.0.1,2,3,4
10.0.0.1，2
10.0.0.1、2
10.0.0.1;2
10.0.0.1; 2
10.0.0.1；2
10.0.0.1 & 2
10.0.0.1&2
10.0.0.1 + 2
10.0.0.1+2
10.0.0.1 | 2
10.0.0.1 and 2
10.0.0.1 and .2
10.0.0.1 and 2 more
10.0.0.1 and 2 on prod
10.0.0.1 or 2
10.0.0.1 und 2
10.0.0.1 sowie 2
10.0.0.1 et 2
10.0.0.1 y 2
10.0.0.1 plus 2
10.0.0.1, 5-7
10.0.0.1 和 2
10.0.0.1 到 5
10.0.0.1/32 - 5
10.0.0.1/32, 2
10.0.0.[1-5]
10.0.0.{1,2}
10.0.0.(1-5)
`.trim();

/** The same over more than one line or cell of the description. */
const MORE_CELLS = [
  '<table><tr><td>10.0.0.1</td><td>/24</td></tr></table>',
  '<table><tr><td>10.0.0.1</td><td>/ 24</td></tr></table>',
  '<table><tr><td>10.0.0.1</td><td>/</td><td>24</td></tr></table>',
  '<p>10.0.0.1 -<br>5</p>',
  '<p>10.0.0.1 to<br>5</p>',
  '<p>10.0.0.1<br>to 5</p>',
  '<p>10.0.0.1,<br>2,<br>3</p>',
  '<b>10.0.0.1</b>&nbsp;&minus;&nbsp;<b>5</b>',
  '10.0.0.1&nbsp;&ndash;&nbsp;5',
  '10.0.0.1&#8203; / &#8203;24',
];

/** One address, and a number that is something else. */
const ONE_ADDRESS = `
10.0.0.1
10.0.0.1/32
10.0.0.1 / 32
(10.0.0.1/32)
10.0.0.1 /32, please
10.0.0.1.
10.0.0.1:22
10.0.0.1: 22
10.0.0.1 : 22
10.0.0.1 port 22
10.0.0.1, port 22
10.0.0.1 - port 22
10.0.0.1 on 22
10.0.0.1 tcp/22
10.0.0.1 (22)
10.0.0.1 (24 GB)
10.0.0.1, 24 GB
10.0.0.1, 24GB
10.0.0.1 - 24 GiB
10.0.0.1 / 24 GB
10.0.0.1 - 500 GB
10.0.0.1 - 500
10.0.0.1, 1.5 TB
10.0.0.1, 1,5 TB
10.0.0.1, 5-7 GB
10.0.0.1, 2 x 500 GB
10.0.0.1, 2x500 GB
10.0.0.1, 3 disks
10.0.0.1, 3 disks, 1.5 TB
10.0.0.1 and 2 volumes
10.0.0.1 with 2 disks
10.0.0.1 - 4 vCPU
10.0.0.1, 8 cores
10.0.0.1 / 2 CPUs
10.0.0.1, 4 Kerne
10.0.0.1 - 2 Festplatten
10.0.0.1, 2 snapshots
10.0.0.1, 90 %
10.0.0.1, 90%
10.0.0.1 - 20 min
10.0.0.1, 30 minutes
10.0.0.1 - 2 h
10.0.0.1 - 2h
10.0.0.1, 3 days
10.0.0.1 - 5 pm
10.0.0.1, 5pm
10.0.0.1, 22 Uhr
10.0.0.1, 22-23 Uhr
10.0.0.1, 9 a.m.
10.0.0.1 - 10 o'clock
10.0.0.1 - 22:30
10.0.0.1, 22:30-23:30
10.0.0.1 at 22:30
10.0.0.1 - 24.11.2026
10.0.0.1, 24.11.
10.0.0.1, 24/11
10.0.0.1, 11/24
10.0.0.1, 24/11/2026
10.0.0.1 - 24-11-2026
10.0.0.1 - 2026-11-24
10.0.0.1, 2026
10.0.0.1, 24 November
10.0.0.1 - 24. November
10.0.0.1, 24 Nov 2026
10.0.0.1 and 24 Dec
10.0.0.1, Nov 24
10.0.0.1, 24/7
10.0.0.1, 24th
10.0.0.1 - 3rd floor
10.0.0.1, 1 of 3
10.0.0.1 - 1 of 3
10.0.0.1, 1/3
10.0.0.1, #5
10.0.0.1, no. 5
10.0.0.1, prio 2
10.0.0.1, $5
10.0.0.1, +49 30 1234567
10.0.0.1, 030 1234567
10.0.0.1, 555-1234
10.0.0.1, ext. 12
10.0.0.1, CHG 7
10.0.0.1, RHEL 8
10.0.0.1 - Windows 11
10.0.0.1, v5
10.0.0.1, 8.0.36
10.0.0.1 = 5
10.0.0.1. 2 disks
10.0.0.1. 24
10.0.0.1! 5
10.0.0.1 2
10.0.0.1, 999
10.0.0.1 - 1000 users
10.0.0.1, 20 users
10.0.0.1-web-5
10.0.0.1 - web 5
10.0.0.1/web-01
10.0.0.1, 2xlarge
10.0.0.1/24/index.html
http://10.0.0.1/24
https://10.0.0.1/5, please
https://10.0.0.1:8443/5
| web-01 | 10.0.0.1 | 2 | 16 GB |
Node 2: 10.0.0.1
2. 10.0.0.1
3 disks - 10.0.0.1
2026-11-24 - 10.0.0.1
MySQL 8.0.36, 10.0.0.1
10.0.0.1, 2) reboot it
`.trim();

const ONE_IN_CELLS = [
  '<table><tr><td>10.0.0.1</td><td>24</td></tr></table>',
  '<table><tr><td>10.0.0.1</td><td>/32</td></tr></table>',
  '<table><tr><td>10.0.0.1</td><td>-</td><td>5 GB</td></tr></table>',
  '<p>10.0.0.1</p><p>2 disks</p>',
  '<p>10.0.0.1</p><p>2. Stop the service</p>',
  '<p>10.0.0.1,</p><p>1. Stop the service</p><p>2. Start it</p>',
  '10.0.0.1<sup>2</sup>',
];

const ranges = [...MORE_THAN_ONE.split('\n'), ...MORE_CELLS];
const innocents = [...ONE_ADDRESS.split('\n'), ...ONE_IN_CELLS];

function read(title: string, descriptionHtml: string): TaskReading {
  return parseTask({ id: '1', title, descriptionHtml, status: 1, deleted: false });
}

const STUCK = ['10.0.0.1up to0', '10.0.0.1to 5', '10.0.0.1und 10.0.0.5'];

test.each(STUCK)('%s is refused, below a name and below an address in the title', (html) => {
  expect(read('snap: web-01', html)).toMatchObject({ kind: 'problem' });
  expect(read('snap: 10.0.0.1', html)).toMatchObject({ kind: 'problem' });
});

const RANGE = { kind: 'problem', problems: [{ code: 'address-range' }] };
const FOUND_AS_RANGE = { problems: [{ code: 'address-range' }] };

test('the table has enough lines of both kinds', () => {
  expect(ranges.length).toBeGreaterThanOrEqual(60);
  expect(innocents.length).toBeGreaterThanOrEqual(60);
});

test.each(ranges)('%s means more than one address, below a name', (html) => {
  expect(read('snap: web-01', html)).toMatchObject(RANGE);
});

const startingAtAddress = ranges.filter((html) => !/10\.0\.0\.[[({]/.test(html));

test.each(startingAtAddress)('%s below an address in the title means more than that', (html) => {
  expect(read('snap: 10.0.0.1', html)).toMatchObject(RANGE);
});

test.each(MORE_THAN_ONE.split('\n'))('%s means more than one address, in the title', (text) => {
  expect(read(`snap: ${text}`, '10.0.0.1')).toMatchObject(RANGE);
  expect(read(`snap: ${text}`, '')).toMatchObject({ kind: 'problem' });
});

test.each(ranges)('%s means more than one address, in a list', (html) => {
  expect(read('snapshots', html)).toMatchObject(RANGE);
});

test.each(innocents)('%s is one address', (html) => {
  expect(read('snap: web-01', html)).toMatchObject({
    kind: 'requests',
    requests: [{ serverName: 'web-01', target: { by: 'address', address: '10.0.0.1' } }],
  });
});

test.each(innocents)('%s is no range below an address in the title', (html) => {
  expect(read('snap: 10.0.0.1', html)).toMatchObject({ kind: 'requests' });
});

test.each(ONE_ADDRESS.split('\n'))('%s is no range in a title', (text) => {
  expect(read(`snap: ${text}`, '10.0.0.1')).not.toMatchObject(FOUND_AS_RANGE);
});

test.each([
  ['10.0.0.1/32;10.0.0.2', ['10.0.0.1', '10.0.0.2']],
  ['<td>10.0.0.1</td><td>/32</td><td>10.0.0.2</td>', ['10.0.0.1', '10.0.0.2']],
  ['10.0.0.1, port 22', null],
  ['10.0.0.1:22;10.0.0.2', ['10.0.0.1', '10.0.0.2']],
])('the list %s has no range', (html, addresses) => {
  const reading = read('snapshots', html);
  expect(reading).not.toMatchObject(FOUND_AS_RANGE);
  if (addresses === null) return;
  expect(reading).toMatchObject({
    requests: addresses.map((address) => ({ target: { by: 'address', address } })),
  });
});

test('what was read is said', () => {
  expect(read('snap: web-01', 'Servers: 10.0.0.1, 2 and 3, please')).toMatchObject({
    problems: [{ message: 'Not a single address: “10.0.0.1, 2 and 3”.' }],
  });
});

test.each([
  '10.0.0.1 - 10.0.0.5',
  '10.0.0.1 to 10.0.0.5',
  '10.0.0.1, 10.0.0.2',
  '10.0.0.9 & 10.0.0.1',
])('%s is refused everywhere', (text) => {
  expect(read('snap: web-01', text)).toMatchObject({ kind: 'problem' });
  expect(read(`snap: ${text}`, '10.0.0.1')).toMatchObject({ kind: 'problem' });
  expect(read('snap: 10.0.0.1', text)).toMatchObject({ kind: 'problem' });
  expect(read('snapshots', text)).toMatchObject({ kind: 'problem' });
});
