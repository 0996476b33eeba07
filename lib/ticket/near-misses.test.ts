import { expect, test } from 'vitest';
import { parseTask } from './parse-task';
import type { Task, TaskReading } from './ticket';

function read(title: string, overrides: Partial<Task> = {}): TaskReading {
  const task = { id: '1', title, descriptionHtml: '10.0.0.1', status: 1, deleted: false };
  return parseTask({ ...task, ...overrides });
}

test.each(['snap：web-01', 'snap﹕web-01', 'Snapshot ： web-01', 'snap︓ web-01', 'snap∶web-01'])(
  '%s is a request: a colon of another keyboard is a colon',
  (title) => {
    expect(read(title)).toMatchObject({ kind: 'requests', requests: [{ serverName: 'web-01' }] });
  },
);

test('a second colon of another keyboard is a second colon', () => {
  expect(read('snap: web：01')).toMatchObject({ problems: [{ code: 'title-malformed' }] });
});

test.each([
  ['[PROD] Snap: web-01', 'snap: web-01'],
  ['2. snap: web-01', 'snap: web-01'],
  ['1) snapshot: web-01', 'snap: web-01'],
  ['- snap: web-01', 'snap: web-01'],
  ['"snap: web-01"', 'snap: web-01'],
  ['Fwd: snap: web-01', 'snap: web-01'],
  ['RE: Snapshot: web-01', 'snap: web-01'],
  ['Task 4: snap: web-01', 'snap: web-01'],
  ['snapshots: web-01', 'snap: web-01'],
  ['snaps: web-01', 'snap: web-01'],
  ['snapshots:', 'snap: server-name'],
  ['snap web-01', 'snap: web-01'],
  ['snap - web-01', 'snap: web-01'],
  ['snap – web-01', 'snap: web-01'],
  ['snap-web-01', 'snap: web-01'],
  ['snap_web-01', 'snap: web-01'],
  ['snap; web-01', 'snap: web-01'],
  ['snap. web-01', 'snap: web-01'],
  ['snap= web-01', 'snap: web-01'],
  ['snap/web-01', 'snap: web-01'],
  ['snap > web-01', 'snap: web-01'],
  ['snap(web-01)', 'snap: web-01)'],
  ['snapshot web-01', 'snap: web-01'],
  ['snapshot of web-01', 'snap: web-01'],
  ['Snapshot for server web-01', 'snap: web-01'],
  ['Take a snapshot of the server web-01', 'snap: web-01'],
  ['Take snap', 'snap: server-name'],
  ['snap shot: web-01', 'snap: web-01'],
  ['snap-shot: web-01', 'snap: web-01'],
  ['EBS snapshot web-01', 'snap: web-01'],
  ['Snapshot-Erstellung web-01', 'snap: Erstellung web-01'],
  ['Resnap: web-01', 'snap: web-01'],
  ['pre-snap: web-01', 'snap: web-01'],
  ['snapshot of web-01: 10.0.0.1', 'snap: server-name'],
  ['ｓｎａｐ: web-01', 'snap: web-01'],
  ['snapshto: web-01', 'snap: web-01'],
  ['Spanshot web-01', 'snap: web-01'],
  ['snapsot web-01', 'snap: web-01'],
  ['snpa: web-01', 'snap: web-01'],
  ['my snapshots', 'snap: server-name'],
])('%s looks like a request and is none', (title, suggestedTitle) => {
  expect(read(title)).toEqual({ kind: 'near-miss', suggestedTitle });
});

test.each([
  '',
  ':',
  'constructor',
  'Patch web-01',
  'Patch: web-01',
  'Reboot web-01',
  'Stop the service on 10.0.0.1',
  'snapper: web-01',
  'Restart snapd on web-01',
  'Install the MMC snap-in',
  'Tell Snapgate about it',
  'Map: web-01',
  'Swap: 8 GB on web-01',
  'Scan: web-01',
  'SAP upgrade',
  'Slapstick',
  'Snapchat campaign',
  'Write the report',
  'Screenshots of the login page',
  'Shots',
])('%j asks for nothing', (title) => {
  expect(read(title)).toEqual({ kind: 'ignored' });
});

test('a task that is done or deleted cannot be missed', () => {
  expect(read('snap web-01', { status: 3 })).toEqual({ kind: 'ignored' });
  expect(read('snap web-01', { deleted: true })).toEqual({ kind: 'ignored' });
});
