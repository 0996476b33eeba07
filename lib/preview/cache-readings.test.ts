import { expect, test } from 'vitest';
import { buildTicket } from '@/testing/plan-input';
import { cacheReadings } from './cache-readings';

const CHN = { kind: 'CHN', number: 7303 } as const;

/** A fixed clock, and a reader that counts and can be told to fail. */
function setUp() {
  const state = { nowMs: 0, reads: 0, broken: false };
  const now = () => new Date(state.nowMs);
  const read = async () => {
    state.reads += 1;
    if (state.broken) throw new Error('down');
    return { ticket: buildTicket(), tasks: [], signOff: null, readAt: now() };
  };
  return { state, readings: cacheReadings(read, now) };
}

test('lookups of one ticket within ten seconds share one reading, also one under way', async () => {
  const { state, readings } = setUp();
  const [first, second] = await Promise.all([readings.shared(CHN), readings.shared(CHN)]);
  state.nowMs = 9_999;
  expect(await readings.shared(CHN)).toBe(first);
  expect(second).toBe(first);
  expect(state.reads).toBe(1);
  state.nowMs = 10_000;
  expect(await readings.shared(CHN)).not.toBe(first);
  await readings.shared({ ...CHN, number: 7304 });
  expect(state.reads).toBe(3);
});

test('a live reading is never an old one, and lookups after it share it', async () => {
  const { readings } = setUp();
  const old = await readings.shared(CHN);
  const live = await readings.live(CHN);
  expect(live).not.toBe(old);
  expect(await readings.shared(CHN)).toBe(live);
});

test('a failed reading is not kept', async () => {
  const { state, readings } = setUp();
  state.broken = true;
  await expect(readings.shared(CHN)).rejects.toThrow('down');
  state.broken = false;
  await expect(readings.shared(CHN)).resolves.toMatchObject({ tasks: [], signOff: null });
});
