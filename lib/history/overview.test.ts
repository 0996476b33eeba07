import { expect, test } from 'vitest';
import { buildOverview, chooseRange } from './load-overview';

const NOW = new Date('2026-11-24T15:00:00Z');

test.each([
  [null, null, { from: '2026-10-26', to: '2026-11-24', shortened: false, bucketDays: 1 }],
  ['2026-11-20', null, { from: '2026-11-20', to: '2026-11-24', shortened: false, bucketDays: 1 }],
  [null, '2026-03-01', { from: '2026-01-31', to: '2026-03-01', shortened: false, bucketDays: 1 }],
  ['2026-01-01', '2026-06-30', { from: '2026-01-01', bucketDays: 7 }],
  ['2020-01-01', null, { from: '2025-11-26', to: '2026-11-24', shortened: true, bucketDays: 7 }],
  ['2026-11-20', '2030-01-01', { to: '2026-11-24', shortened: false }],
  ['2030-01-01', null, { from: '2026-11-24', to: '2026-11-24' }],
])('the overview of %s to %s covers %j', (from, to, range) => {
  expect(chooseRange({ from, to }, NOW)).toMatchObject(range);
});

test('no day is left out, and a run that goes on is neither good nor bad', () => {
  const range = { from: '2026-11-01', to: '2026-11-03', shortened: false, bucketDays: 1 } as const;
  const overview = buildOverview(
    range,
    [
      { day: '2026-11-01', status: 'succeeded', code: null, count: 4 },
      { day: '2026-11-01', status: 'queued', code: null, count: 1 },
      { day: '2026-11-01', status: 'running', code: null, count: 2 },
      { day: '2026-11-03', status: 'rejected', code: 'plan-changed', count: 1 },
    ],
    [
      { day: '2026-11-01', status: 'created', code: null, count: 9 },
      { day: '2026-11-01', status: 'failed', code: 'IncorrectState', count: 2 },
      { day: '2026-11-03', status: 'failed', code: 'IncorrectState', count: 1 },
    ],
  );
  expect(overview.buckets.map(({ day }) => day)).toEqual([
    '2026-11-01',
    '2026-11-02',
    '2026-11-03',
  ]);
  expect(overview.buckets[0]).toMatchObject({
    runs: { succeeded: 4, open: 3, failed: 0 },
    snapshotsTaken: 9,
    snapshotsFailed: 2,
  });
  expect(overview.causes).toEqual([
    { code: 'IncorrectState', count: 3 },
    { code: 'plan-changed', count: 1 },
  ]);
});

test('a week is one bar over a long range, and the last one ends with the range', () => {
  const range = chooseRange({ from: '2026-01-01', to: '2026-03-31' }, NOW);
  const { buckets } = buildOverview(range, [], []);
  expect(buckets).toHaveLength(13);
  expect(buckets.at(-1)).toMatchObject({ day: '2026-03-26', lastDay: '2026-03-31' });
});
