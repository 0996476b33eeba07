import { setTimeout as pause } from 'node:timers/promises';

/** Longer than what PostgreSQL writes ahead into the buffers of a connection nobody reads. */
const TURN_MS = 1_000;

export type ExportTurn = {
  /** Before each chunk. Awaited only when there is something to wait for. */
  wait(): Promise<void> | undefined;
  leave(): void;
};

const running: ExportTurn[] = [];

/**
 * Exports of one process read in turns of a second: one that is not read soon stands still in the
 * database, so however many there are, it works as for one, and people who look something up are
 * not held up by them. One alone never waits.
 */
export function takeTurns(): ExportTurn {
  const turn: ExportTurn = {
    wait() {
      const waitMs = msUntilTurn(Date.now(), running.indexOf(turn), running.length);
      return waitMs === 0 ? undefined : pause(waitMs);
    },
    leave() {
      if (running.includes(turn)) running.splice(running.indexOf(turn), 1);
    },
  };
  running.push(turn);
  return turn;
}

/** The turns follow the clock. `place` of `count` exports; 0: it is its turn. */
export function msUntilTurn(nowMs: number, place: number, count: number): number {
  const turns = Math.floor(nowMs / TURN_MS);
  const ahead = (place - (turns % count) + count) % count;
  return ahead === 0 ? 0 : (turns + ahead) * TURN_MS - nowMs;
}
