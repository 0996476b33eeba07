import { describe, expect, it } from 'vitest';

import { parseTask } from './parse-task';
import type { Task } from './ticket';

function task(title: string, descriptionHtml: string | null, overrides: Partial<Task> = {}): Task {
  return { id: '1001', title, descriptionHtml, status: 1, deleted: false, ...overrides };
}

const RICH =
  '<div><p>Server&nbsp;<b>web-01</b></p><ul><li>IP: 10.0.<span>0</span>.1</li></ul></div>';

describe('a title and a description', () => {
  it.each<[title: string, html: string, name: string]>([
    ['snap:web-01', '10.0.0.1', 'web-01'],
    ['snap: web-01', '<p>10.0.0.1</p>', 'web-01'],
    ['  snap :  web-01  ', '10.0.0.1', 'web-01'],
    ['SNAP: web-01', '10.0.0.1', 'web-01'],
    ['Snapshot: web-01', '10.0.0.1', 'web-01'],
    ['snapshot:WEB-01.example.com', '10.0.0.1', 'WEB-01.example.com'],
    ['snap:\u00a0web-01\u200b', '10.0.0.1', 'web-01'],
    ['snap: web 01 (prod)', '10.0.0.1', 'web 01 (prod)'],
    ['snap: web  01', '10.0.0.1', 'web 01'],
    ['snap: Größe-01', '10.0.0.1', 'Größe-01'],
    ['snap: 服务器', '10.0.0.1', '服务器'],
    ['snap: web-*', '10.0.0.1', 'web-*'],
    ['snap: 42', '10.0.0.1', '42'],
    ['snap: 1.2.3.4.5', '10.0.0.1', '1.2.3.4.5'],
    [`snap: ${'x'.repeat(200)}`, '10.0.0.1', 'x'.repeat(200)],
    ['snap: web-01', RICH, 'web-01'],
    ['snap: web-01', '<p>10.0.0.1</p><p>same again: 10.0.0.1.</p>', 'web-01'],
    ['snap: web-01', '<table><tr><td>IP</td><td>10.0.0.1</td></tr></table>', 'web-01'],
  ])('%j with %j asks for %j at 10.0.0.1', (title, html, serverName) => {
    expect(parseTask(task(title, html))).toMatchObject({
      kind: 'requests',
      syntax: 'name-and-address',
      requests: [{ taskId: '1001', serverName, target: { by: 'address', address: '10.0.0.1' } }],
    });
  });

  it.each<[title: string, html: string | null, codes: string[]]>([
    ['snap:', '10.0.0.1', ['title-without-name']],
    ['snap:   ', '10.0.0.1', ['title-without-name']],
    ['snapshot:\u200b', '10.0.0.1', ['title-without-name']],
    ['snap', '10.0.0.1', ['title-without-name']],
    ['SNAP', null, ['title-without-name', 'description-missing']],
    ['snap:', '<p></p>', ['title-without-name', 'description-missing']],
    ['snap:', '10.0.0.256', ['title-without-name', 'address-invalid']],
    ['snap: a:b', '10.0.0.1', ['title-malformed']],
    ['snap::web-01', '10.0.0.1', ['title-malformed']],
    ['snap: 10.0.0.1:22', '10.0.0.1', ['title-malformed']],
    [`snap: ${'x'.repeat(201)}`, '10.0.0.1', ['title-malformed']],
    ['snap: web\u000701', '10.0.0.1', ['title-malformed']],
    ['snap: web\ue00001', '10.0.0.1', ['title-malformed']],
    ['snap: web-01', null, ['description-missing']],
    ['snap: web-01', '', ['description-missing']],
    ['snap: web-01', '<div><br></div>', ['description-missing']],
    ['snap: web-01', '&nbsp;', ['description-missing']],
    ['snap: web-01', '<img src="https://x/10.0.0.1.png">', ['description-missing']],
    ['snap: web-01', 'the usual one', ['address-missing']],
    ['snap: web-01', '1.2.3.4.5', ['address-missing']],
    ['snap: web-01', '<a href="http://10.0.0.1">console</a>', ['address-missing']],
    ['snap: web-01', '10.0.0.1 and 10.0.0.2', ['address-several']],
    ['snap: web-01', '<li>10.0.0.1</li><li>10.0.0.2</li>', ['address-several']],
    ['snap: web-01', '<s>10.0.0.1</s> 10.0.0.2', ['address-several']],
    ['snap: web-01', '10.0.0.256', ['address-invalid']],
    ['snap: web-01', '10.0.0.1/24', ['address-range']],
    ['snap: web-01', '10.0.0.1-20', ['address-range']],
    ['snap: web-01', '10.0.0.*', ['wildcard-refused']],
    ['snap: web-01', '10.0.0.1 or 10.0.0.2 or 10.0.0.*', ['wildcard-refused', 'address-several']],
    ['snap: web-01', `10.0.0.1${'<b>'.repeat(1_000)}x`, ['address-missing']],
  ])('%j with %j has the problems %j', (title, html, codes) => {
    const reading = parseTask(task(title, html));
    expect(reading).toMatchObject({ kind: 'problem', syntax: 'name-and-address' });
    expect(reading.kind === 'problem' && reading.problems.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['snap: web-01', '<div><img src="https://x/shot.png"></div>'],
    ['snapshots', '<p><img src="https://x/shot.png" alt="10.0.0.1"></p>'],
  ])('%s with only an image says so', (title, html) => {
    expect(parseTask(task(title, html))).toMatchObject({
      problems: [
        { code: 'description-missing', message: expect.stringContaining('only an image') },
      ],
    });
  });

  it('names what was found', () => {
    const reading = parseTask(task('snap: web-01', '<p>10.0.0.1</p><p>10.0.0.2</p>'));
    expect(reading).toMatchObject({
      text: '10.0.0.1\n10.0.0.2',
      problems: [{ message: '2 different addresses were found: “10.0.0.1”, “10.0.0.2”.' }],
    });
  });

  it('keeps its messages short whatever was found', () => {
    const reading = parseTask(task('snap: x', '<p>1.1.1.999</p><p>word</p>'.repeat(3_000)));
    const problems = reading.kind === 'problem' ? reading.problems : [];
    expect(problems.every(({ message }) => message.length < 600)).toBe(true);
    expect(problems).not.toHaveLength(0);
  });
});

describe('an address in the title', () => {
  it.each<[title: string, html: string | null]>([
    ['snap:10.0.0.1', null],
    ['snap: 10.0.0.1', ''],
    ['Snapshot: 10.0.0.1.', '<p>before the upgrade</p>'],
    ['snap:10.0.0.1', '<p>10.0.0.1 talks to 10.0.0.9</p>'],
  ])('%j with %j takes the name from the Name tag', (title, html) => {
    expect(parseTask(task(title, html))).toMatchObject({
      kind: 'requests',
      syntax: 'address-in-title',
      requests: [{ serverName: null, target: { by: 'address', address: '10.0.0.1' } }],
    });
  });

  it.each<[title: string, html: string | null, code: string]>([
    ['snap:10.0.0.256', null, 'address-invalid'],
    ['snap:10.0.0.0/24', null, 'address-range'],
    ['snap:10.0.0.1-5', null, 'address-range'],
    ['snap:10.0.0.*', null, 'wildcard-refused'],
    ['snap:10.0.0.1, 10.0.0.2', null, 'address-several'],
    ['snap:10.0.0.1', '10.0.0.2', 'address-several'],
  ])('%j with %j is refused as %s', (title, html, code) => {
    expect(parseTask(task(title, html))).toMatchObject({
      kind: 'problem',
      syntax: 'address-in-title',
      problems: [{ code }],
    });
  });
});

describe('a list in the description', () => {
  const address = (value: string): object => ({ by: 'address', address: value });
  const name = (value: string): object => ({ by: 'name', name: value });

  it.each<[title: string, html: string, targets: object[]]>([
    ['snapshot', '10.0.0.1', [address('10.0.0.1')]],
    ['snapshots', '10.0.0.1;10.0.0.2', [address('10.0.0.1'), address('10.0.0.2')]],
    [
      'Snapshots',
      '10.0.0.1 ; web-01 ;',
      [address('10.0.0.1'), { ...name('web-01'), trailing: ' ' }],
    ],
    ['snapshots', '<p>web&nbsp; 01</p><p>\u00a0web-02</p>', [name('web  01'), name('web-02')]],
    ['snapshots', '<p>web-01&nbsp;</p>', [{ ...name('web-01'), trailing: ' ' }]],
    ['snapshots', 'web  01\nweb-02', [name('web  01'), name('web-02')]],
    ['snapshots', '<p>web  01</p>', [name('web 01')]],
    ['snapshots', '10.0.0.1&nbsp;&nbsp;', [address('10.0.0.1')]],
    [' SNAPSHOT ', '<p>web-01</p><p>web-02</p>', [name('web-01'), name('web-02')]],
    ['snapshots', 'web-01<br>web-02<br>', [name('web-01'), name('web-02')]],
    ['snapshots', 'web-01\nweb-02', [name('web-01'), name('web-02')]],
    [
      'snapshots',
      '<ul><li>web-01</li><li>10.0.0.1</li></ul>',
      [name('web-01'), address('10.0.0.1')],
    ],
    ['snapshots', 'web-01;web-01;10.0.0.1;10.0.0.1', [name('web-01'), address('10.0.0.1')]],
    ['snapshots', 'Web-01;web-01', [name('Web-01'), name('web-01')]],
    [
      'snapshots',
      'IP=10.0.0.1; (10.0.0.2); 10.0.0.3:22',
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map(address),
    ],
    ['snapshots', 'SQL prod (blue)', [name('SQL prod (blue)')]],
    ['snapshots', 'web-01 10.0.0.1', [name('web-01 10.0.0.1')]],
    ['snapshots', '2024', [name('2024')]],
    ['snapshots', '10.0.0', [name('10.0.0')]],
  ])('%j with %j', (title, html, targets) => {
    const reading = parseTask(task(title, html));
    expect(reading).toMatchObject({ kind: 'requests', syntax: 'list' });
    const requests = reading.kind === 'requests' ? reading.requests : [];
    expect(requests.map((request) => request.target)).toEqual(targets);
    expect(requests.every((request) => request.serverName === null)).toBe(true);
  });

  it.each<[html: string | null, codes: string[]]>([
    [null, ['description-missing']],
    ['<p>&nbsp;</p>', ['description-missing']],
    [';;<br>;', ['list-empty']],
    ['web-*', ['wildcard-refused']],
    ['web-01;web-0?', ['wildcard-refused']],
    ['*', ['wildcard-refused']],
    ['10.0.0.*', ['wildcard-refused']],
    ['10.0.0.1;10.0.0.256', ['address-invalid']],
    ['10.0.0.0/24;web-01', ['address-range']],
    ['10.0.0.1, 10.0.0.2', ['address-several']],
    ['10.0.0.1 10.0.0.2', ['address-several']],
    ['x'.repeat(201), ['address-invalid']],
    ['10.0.0.300;10.0.0.0/8;db-*', ['address-invalid', 'address-range', 'wildcard-refused']],
  ])('%j has the problems %j', (html, codes) => {
    const reading = parseTask(task('snapshots', html));
    expect(reading).toMatchObject({ kind: 'problem', syntax: 'list' });
    expect(reading.kind === 'problem' && reading.problems.map(({ code }) => code)).toEqual(codes);
  });
});

describe('tasks that ask for nothing', () => {
  it.each(['snap: web-01', 'snap:10.0.0.1', 'snapshots', 'snap:', 'snap'])(
    '%j counts as closed when completed or deleted, and only then',
    (title) => {
      const read = (overrides: Partial<Task>): unknown => parseTask(task(title, null, overrides));
      expect(read({ status: 3 })).toEqual({ kind: 'closed', reason: 'completed' });
      expect(read({ deleted: true })).toEqual({ kind: 'closed', reason: 'deleted' });
      expect(read({ deleted: true, status: 3 })).toEqual({ kind: 'closed', reason: 'deleted' });
      expect(read({ status: 2 })).not.toMatchObject({ kind: 'closed' });
      expect(read({ status: 17 })).not.toMatchObject({ kind: 'closed' });
    },
  );
});
