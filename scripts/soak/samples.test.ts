import { expect, test } from 'vitest';
import { judgeSoak, slope, type Sample, type Soaked } from './samples';

const MINUTE = 60_000;

/** Half an hour, a sample a minute; memory swings by 30 MB between two collections. */
function soak(change: (minute: number) => Partial<Sample> = () => ({})): Soaked {
  const samples = Array.from({ length: 60 }, (_, minute) => ({
    atMs: minute * MINUTE,
    heapMb: 80 + (minute % 5) * 6,
    residentMb: 200,
    connections: 8,
    timers: 20,
    sockets: 12,
    ...change(minute),
  }));
  return { samples, failed: 0 };
}

test('the slope of a line is what it rises by', () => {
  expect(slope([0, 1, 2, 3].map((at) => ({ atMs: at, value: 5 + 2 * at })))).toBeCloseTo(2);
});

test('a process that swings and does not grow passes', () => {
  expect(judgeSoak(soak(), '')).toBe(true);
});

test('one busy moment is not growth', () => {
  expect(
    judgeSoak(
      soak((minute) => (minute === 50 ? { timers: 60 } : {})),
      '',
    ),
  ).toBe(true);
});

test.each([
  ['memory', (minute: number) => ({ heapMb: 80 + (minute % 5) * 6 + minute * 0.1 })],
  ['connections', (minute: number) => ({ connections: 8 + minute })],
  ['timers', (minute: number) => ({ timers: 20 + minute })],
])('%s that grow fail', (_what, change) => {
  expect(judgeSoak(soak(change), '')).toBe(false);
});

test('a warning about listeners fails', () => {
  expect(judgeSoak(soak(), 'MaxListenersExceededWarning: 11 abort')).toBe(false);
});

test('one failed request fails', () => {
  expect(judgeSoak({ ...soak(), failed: 1 }, '')).toBe(false);
});
