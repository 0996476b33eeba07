import { expect, test } from 'vitest';
import { LONGEST_PAUSE_MS, planStorm } from './plan-storm';

const OPTIONS = {
  seed: 7,
  durationMs: 60_000,
  workers: 3,
  killEveryMs: 2_000,
  pauseEveryMs: 5_000,
  restartEveryMs: 20_000,
};

test('the same seed gives the same storm, another seed another one', () => {
  expect(planStorm(OPTIONS)).toEqual(planStorm(OPTIONS));
  expect(planStorm({ ...OPTIONS, seed: 8 })).not.toEqual(planStorm(OPTIONS));
});

test('a storm has kills, pauses longer than a lease and both kinds of restart, in order', () => {
  const storm = planStorm(OPTIONS);
  expect(storm.map(({ atMs }) => atMs)).toEqual(
    storm.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
  const pauses = storm.filter((strike) => strike.kind === 'pause').map(({ forMs }) => forMs);
  expect(Math.min(...pauses)).toBeGreaterThan(3_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(LONGEST_PAUSE_MS);
  expect(storm.filter(({ kind }) => kind === 'kill').length).toBeGreaterThan(20);
  const restarts = storm.filter((strike) => strike.kind === 'restart').map(({ how }) => how);
  expect(restarts.slice(0, 2)).toEqual(['crash', 'orderly']);
});
