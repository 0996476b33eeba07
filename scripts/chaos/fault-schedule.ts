import { createRandom } from '@/scripts/seed/random';

/** What strikes, how long after the start, and which worker of the fleet. */
export type Strike =
  | {
      readonly kind: 'kill';
      readonly atMs: number;
      readonly worker: number;
      /** Counted from when it is at work. */
      readonly afterMs: number;
    }
  | {
      readonly kind: 'pause';
      readonly atMs: number;
      readonly worker: number;
      readonly forMs: number;
    }
  | { readonly kind: 'restart'; readonly atMs: number; readonly how: 'orderly' | 'crash' };

export type StormOptions = {
  readonly seed: number;
  readonly durationMs: number;
  readonly workers: number;
  /** Mean time between two kills, two pauses, two restarts of PostgreSQL. */
  readonly killEveryMs: number;
  readonly pauseEveryMs: number;
  readonly restartEveryMs: number;
};

/** A lease lasts 3 s: a pause is always longer, so that a paused worker has lost its runs. */
const MIN_PAUSE_MS = 3_500;
export const MAX_PAUSE_MS = 7_000;
/** What a process that is to be killed may still do. */
const MAX_LIFE_MS = 6_000;

/** The whole schedule in the order of time; the same seed gives the same schedule. */
export function planFaults(options: StormOptions): readonly Strike[] {
  const random = createRandom(options.seed).next;
  const worker = () => Math.floor(random() * options.workers);
  const { durationMs } = options;
  const kills = spread(random, options.killEveryMs, durationMs).map((atMs) => {
    const afterMs = Math.round(random() * MAX_LIFE_MS);
    return { kind: 'kill', atMs, worker: worker(), afterMs } as const;
  });
  const pauses = spread(random, options.pauseEveryMs, durationMs).map((atMs) => {
    const forMs = MIN_PAUSE_MS + random() * (MAX_PAUSE_MS - MIN_PAUSE_MS);
    return { kind: 'pause', atMs, worker: worker(), forMs: Math.round(forMs) } as const;
  });
  const restarts = spread(random, options.restartEveryMs, durationMs).map(
    (atMs, index) =>
      ({ kind: 'restart', atMs, how: index % 2 === 0 ? 'crash' : 'orderly' }) as const,
  );
  return [...kills, ...pauses, ...restarts].toSorted((one, other) => one.atMs - other.atMs);
}

/** Moments about `everyMs` apart: between half and one and a half of it. */
function spread(random: () => number, everyMs: number, durationMs: number): readonly number[] {
  const moments: number[] = [];
  const next = (from: number) => from + everyMs * (0.5 + random());
  for (let atMs = next(0); atMs < durationMs; atMs = next(atMs)) moments.push(Math.round(atMs));
  return moments;
}
