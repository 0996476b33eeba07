import { setTimeout as wait } from 'node:timers/promises';
import type { WorkerProcess } from './worker-process';

export type Fleet = {
  /** Kills the process at this place; another one takes the place at once. */
  readonly kill: (place: number) => Promise<void>;
  readonly pause: (place: number, forMs: number) => Promise<void>;
  /** Processes that ended without having been killed, with their logs. */
  readonly crashes: () => readonly string[];
  readonly stop: () => Promise<void>;
};

/** Keeps so many processes going: a place whose process has ended gets a new one. */
export function startFleet(
  size: number,
  start: (name: string, place: number) => WorkerProcess,
): Fleet {
  const crashes: string[] = [];
  const killed = new Set<WorkerProcess>();
  let stopping = false;
  let started = 0;
  const fill = (place: number): void => {
    started += 1;
    const child = start(`process-${started}`, place);
    places[place] = child;
    void child.exited.then(() => {
      if (stopping) return;
      if (!killed.has(child)) crashes.push(child.logFile);
      fill(place);
    });
  };
  const places: WorkerProcess[] = [];
  for (let place = 0; place < size; place += 1) fill(place);
  return {
    async kill(place) {
      const child = places[place];
      if (child === undefined) return;
      killed.add(child);
      await child.kill();
    },
    async pause(place, forMs) {
      const child = places[place];
      child?.pause();
      await wait(forMs);
      child?.resume();
    },
    crashes: () => crashes,
    async stop() {
      stopping = true;
      await Promise.all(places.map((child) => child.stop()));
    },
  };
}
