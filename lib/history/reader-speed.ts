/** Slower than any line between an office and its own server. */
const MIN_BYTES_PER_MS = 64 * 1.024;
/** Time that the reader has cost, not the database and not the other exports. */
const PATIENCE_MS = 20_000;

/** Whether a file is read fast enough to keep a place that others wait for. */
export type ReaderSpeed = {
  /** There is something to take from now on. */
  offer(nowMs: number): void;
  /** It was taken. */
  take(nowMs: number, bytes: number): void;
  isTooSlow(nowMs: number): boolean;
};

/**
 * Waiting uses patience up, and bytes give it back, but never more than there was at first: a quick
 * beginning buys no slow rest.
 */
export function measureReader(nowMs: number): ReaderSpeed {
  let offeredAt: number | null = nowMs;
  let patienceMs = PATIENCE_MS;
  const left = (now: number) => patienceMs - (offeredAt === null ? 0 : now - offeredAt);
  return {
    offer(now) {
      offeredAt = now;
    },
    take(now, bytes) {
      patienceMs = Math.min(PATIENCE_MS, left(now) + bytes / MIN_BYTES_PER_MS);
      offeredAt = null;
    },
    isTooSlow: (now) => left(now) <= 0,
  };
}
