import { setTimeout as wait } from 'node:timers/promises';
import type { WorkerProcess } from './worker-process';

export type Fleet = {
  /**
   * Kills the process at this place so long after it was at work; another one takes the place at
   * once. False: it is to be killed already.
   */
  readonly kill: (place: number, afterMs: number) => Promise<boolean>;
  readonly pause: (place: number, forMs: number) => Promise<void>;
  /** Logs of processes that ended without having been killed here. */
  readonly crashes: () => readonly string[];
  readonly stop: () => Promise<void>;
};

/** Keeps so many processes going: a place whose process has ended gets a new one. */
export function startFleet(
  size: number,
  start: (name: string, place: number) => WorkerProcess,
): Fleet {
  const crashes: string[] = [];
  const doomed = new Set<WorkerProcess>();
  const places: WorkerProcess[] = [];
  let stopping = false;
  let started = 0;
  const fill = (place: number): void => {
    started += 1;
    const child = start(`process-${started}`, place);
    places[place] = child;
    void child.exited.then((code) => {
      if (stopping) return;
      if (code !== KILLED || !doomed.has(child)) crashes.push(child.logFile);
      fill(place);
    });
  };
  for (let place = 0; place < size; place += 1) fill(place);
  return {
    async kill(place, afterMs) {
      const child = places[place];
      if (child === undefined || doomed.has(child)) return false;
      doomed.add(child);
      // Killing what is still starting would show nothing.
      await child.untilAtWork();
      await wait(afterMs);
      await child.kill();
      return true;
    },
    async pause(place, forMs) {
      const child = places[place];
      if (child === undefined) return;
      await child.untilAtWork();
      child.pause();
      await wait(forMs);
      child.resume();
    },
    crashes: () => crashes,
    async stop() {
      stopping = true;
      await Promise.all(places.map((child) => child.stop()));
    },
  };
}

/** How `startTiedProcess` reports the end by a signal. */
const KILLED = 128;
