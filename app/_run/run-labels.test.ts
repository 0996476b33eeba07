import { expect, test } from 'vitest';
import type { RunStep, SnapshotNow } from '@/lib/run/run';
import { labelSnapshotState } from '@/lib/text/label-snapshot-state';
import { countSeen, sortSeen, stepStateLabel } from './run-labels';

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

test.each<Partial<RunStep>>([
  ...(['planned', 'calling', 'unknown', 'failed', 'skipped'] as const).map((status) => ({
    status,
  })),
  ...(['completed', 'recoverable', 'recovering', 'unlisted'] as const).map((snapshotState) => ({
    snapshotState,
  })),
  { snapshotState: 'pending' },
  { status: 'calling', targetSnapshotId: 'snap-1' },
])('Slack and the ticket get the word of the page: %j', (part) => {
  const nothing = { snapshotState: null, targetSnapshotId: null, deletedAt: null };
  const step = { status: 'created', snapshotProgress: 0, ...nothing, ...part } as RunStep;
  const word = labelSnapshotState(
    step.snapshotState ?? step.status,
    step.targetSnapshotId === null ? 'create' : 'delete',
  );
  const { word: shown } = stepStateLabel(step);
  expect(shown.replace(/ 0%$/, '').toLowerCase()).toBe(word.toLowerCase());
});

test('what is gone stands on top', () => {
  expect(sortSeen([there, unread, gone]).map(({ kind }) => kind)).toEqual([
    'deleted',
    'unread',
    'exists',
  ]);
});
