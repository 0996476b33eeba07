/** The sandbox's time. Tests move it forward instead of sleeping. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  advance(ms: number): void;
};

export function createClock(realNow: () => number = Date.now): Clock {
  let aheadMs = 0;
  return {
    now: () => realNow() + aheadMs,
    advance(ms) {
      aheadMs += ms;
    },
  };
}
