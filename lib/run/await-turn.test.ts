import pLimit from 'p-limit';
import { expect, test } from 'vitest';
import { awaitTurn } from './await-turn';

const MINUTE_MS = 60_000;
const never = new AbortController().signal;

test('so many turns at once, and the next begins when one ends', async () => {
  const limit = pLimit(1);
  const first = await awaitTurn(limit, MINUTE_MS, never);
  const second = awaitTurn(limit, MINUTE_MS, never);
  expect(limit.pendingCount).toBe(1);
  first?.end();
  expect(await second).not.toBeNull();
});

test('whoever waits too long has no turn, and the one behind gets it', async () => {
  const limit = pLimit(1);
  const first = await awaitTurn(limit, MINUTE_MS, never);
  const [impatient, patient] = [awaitTurn(limit, 1, never), awaitTurn(limit, MINUTE_MS, never)];
  expect(await impatient).toBeNull();
  first?.end();
  expect(await patient).not.toBeNull();
});

test('a signal ends the waiting at once, also one that fired before', async () => {
  const limit = pLimit(1);
  await awaitTurn(limit, MINUTE_MS, never);
  const stop = new AbortController();
  const waiting = awaitTurn(limit, MINUTE_MS, stop.signal);
  stop.abort();
  expect(await waiting).toBeNull();
  expect(await awaitTurn(limit, MINUTE_MS, stop.signal)).toBeNull();
});
