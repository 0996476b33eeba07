import { expect, test } from 'vitest';
import { MAX_PAUSE_MS, planFaults } from './fault-schedule';

const OPTIONS = {
  seed: 7,
  durationMs: 60_000,
  workers: 3,
  killEveryMs: 2_000,
  pauseEveryMs: 5_000,
  restartEveryMs: 20_000,
};

test('the same seed gives the same schedule, another seed another one', () => {
  expect(planFaults(OPTIONS)).toEqual(planFaults(OPTIONS));
  expect(planFaults({ ...OPTIONS, seed: 8 })).not.toEqual(planFaults(OPTIONS));
});

test('a schedule has kills, pauses longer than a lease and both kinds of restart, in order', () => {
  const schedule = planFaults(OPTIONS);
  expect(schedule.map(({ atMs }) => atMs)).toEqual(
    schedule.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
  const pauses = schedule.filter((strike) => strike.kind === 'pause').map(({ forMs }) => forMs);
  expect(Math.min(...pauses)).toBeGreaterThan(3_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(MAX_PAUSE_MS);
  expect(schedule.filter(({ kind }) => kind === 'kill').length).toBeGreaterThan(20);
  const restarts = schedule.filter((strike) => strike.kind === 'restart').map(({ how }) => how);
  expect(restarts.slice(0, 2)).toEqual(['crash', 'orderly']);
});
