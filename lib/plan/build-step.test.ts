import { expect, test } from 'vitest';
import { estimateDuration, type SnapshotTime } from './build-step';

const took = (volumeId: string, sizeGib: number, tookMs: number): SnapshotTime => {
  return { volumeId, sizeGib, tookMs };
};
const disk = { volumeId: 'vol-1', sizeGib: 100 };

test.each<[what: string, times: readonly SnapshotTime[], expected: number | null]>([
  ['nothing is known', [], null],
  ['two similar ones are no pattern', [took('a', 100, 5), took('b', 100, 9)], null],
  ['three similar ones are', [took('a', 50, 5), took('b', 200, 9), took('c', 100, 7)], 7],
  ['much smaller and larger ones do not count', [took('a', 49, 5), took('b', 201, 9)], null],
  ['its own past comes first', [took('vol-1', 100, 60), took('a', 100, 5)], 60],
  ['one that took hours says nothing', [1, 2, 99_999].map((ms) => took('vol-1', 100, ms)), 2],
])('%s', (_, times, expected) => {
  expect(estimateDuration(disk, times)).toBe(expected);
});
