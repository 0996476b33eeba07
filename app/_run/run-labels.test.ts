import { expect, test } from 'vitest';
import type { SnapshotNow } from '@/lib/run/run';
import { countSeen, sortSeen } from './run-labels';

const names = { stepId: 'step', snapshotId: 'snap-1', serverName: 'web-01', region: 'eu-west-1' };
const there = { ...names, kind: 'exists', state: 'completed', progress: 100, lock: null } as const;
const locked = { ...there, lock: { mode: 'governance', until: null } } as const;
const gone = { ...names, kind: 'deleted' } as const;
const unread = { ...names, kind: 'unread' } as const;

test.each<readonly [readonly SnapshotNow[], string]>([
  [[there], '1 snapshot exists.'],
  [[there, locked, gone], '2 snapshots exist, 1 locked. 1 was deleted.'],
  [[unread, gone, gone], '0 snapshots exist. 2 were deleted. 1 unknown.'],
])('what exists now is said in numbers (%#)', (snapshots, words) => {
  expect(countSeen(snapshots)).toBe(words);
});

test('what is gone stands on top', () => {
  expect(sortSeen([there, unread, gone]).map(({ kind }) => kind)).toEqual([
    'deleted',
    'unread',
    'exists',
  ]);
});
