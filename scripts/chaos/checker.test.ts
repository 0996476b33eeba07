import { expect, test } from 'vitest';
import { checkRecord, type ExistingSnapshot, type Wanted } from './checker';

const wish = (key: string, recordedId: string | null): Wanted => ({
  key,
  volumeId: `vol-${key}`,
  recordedId,
});
const booked = (snapshotId: string, key: string, volumeId = `vol-${key}`): ExistingSnapshot => ({
  snapshotId,
  volumeId,
  tags: { step: key },
});
const judge = (wanted: readonly Wanted[], existing: readonly ExistingSnapshot[]) =>
  checkRecord(wanted, existing, ({ tags }) => tags['step'] ?? '');

test.each([
  ['one each', [wish('a', 's1')], [booked('s1', 'a')], [0, 0, 0]],
  ['a second one', [wish('a', 's1')], [booked('s1', 'a'), booked('s2', 'a')], [1, 0, 0]],
  [
    'one that no one asked for',
    [wish('a', 's1')],
    [booked('s1', 'a'), booked('s2', 'b')],
    [1, 0, 0],
  ],
  ['none, and the record knows', [wish('a', null)], [], [0, 1, 0]],
  ['none, and the record lies', [wish('a', 's1')], [], [0, 1, 1]],
  ['one that the record does not know', [wish('a', null)], [booked('s1', 'a')], [0, 0, 1]],
  ['another than the record says', [wish('a', 's2')], [booked('s1', 'a')], [0, 0, 1]],
  ['one of another volume', [wish('a', 's1')], [booked('s1', 'a', 'vol-b')], [0, 0, 1]],
])('%s', (_, wanted, existing, [duplicates, lost, wrongIds]) => {
  expect(judge(wanted, existing)).toEqual({ wanted: wanted.length, duplicates, lost, wrongIds });
});
