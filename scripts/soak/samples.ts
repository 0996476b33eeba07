import { readFileSync } from 'node:fs';

/** What one process held at one moment: its heap after the last collection, the rest by its metrics. */
export type Sample = {
  readonly atMs: number;
  readonly heapMb: number;
  readonly residentMb: number;
  readonly connections: number;
  readonly timers: number;
  readonly sockets: number;
};

const MB = 1024 * 1024;

export type Source = {
  readonly metricsPort: number;
  /** In bytes, as `collect-garbage.mjs` writes it. */
  readonly heapFile: string;
};

export async function readSample({ metricsPort, heapFile }: Source): Promise<Sample> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const sum = (name: string, labels = '') =>
    text
      .split('\n')
      .filter((line) => line.startsWith(name) && line.includes(labels))
      .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
  return {
    atMs: performance.now(),
    heapMb: Number(readFileSync(heapFile, 'utf8')) / MB,
    residentMb: sum('process_resident_memory_bytes ') / MB,
    connections:
      sum('snapgate_pool_connections', 'state="busy"') +
      sum('snapgate_pool_connections', 'state="idle"'),
    timers: sum('nodejs_active_resources{', 'Timeout'),
    sockets: sum('nodejs_active_resources{', 'TCPSocketWrap'),
  };
}

/** The engine and the caches fill first; what is measured comes after it. */
const WARM_UP = 1 / 3;
const MAX_MB_PER_HOUR = 1;
/** Of the median: the highest is what happened to be in flight at one moment. */
const MAX_GROWTH = 3;
const HOUR_MS = 3_600_000;

export type Soaked = {
  readonly samples: readonly Sample[];
  /** Requests that got no answer, an error, or only a part of the answer. */
  readonly failed: number;
};

/** Prints what was held and how it grew; true when nothing did and every request was answered. */
export function judgeSoak({ samples, failed }: Soaked, log: string): boolean {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const [first, last] = [warm[0], warm.at(-1)];
  if (first === undefined || last === undefined || warm.length < 6) {
    throw new Error('Too short to say anything.');
  }
  const hours = (last.atMs - first.atMs) / HOUR_MS;
  console.log(`${warm.length} samples over ${(hours * 60).toFixed(1)} min after warm-up`);
  // What is held when no request is under way: the lowest of each sixth of the time.
  const floors = splitEvenly(warm, 6).map((part) => ({
    atMs: average(part.map(({ atMs }) => atMs)),
    value: Math.min(...part.map(({ heapMb }) => heapMb)),
  }));
  console.log(`       heap ${floors.map(({ value }) => value.toFixed(1)).join(', ')} MB`);
  const verdicts = [
    judge('heap after collection', slope(floors) * HOUR_MS, MAX_MB_PER_HOUR, 'MB an hour'),
    ...(['connections', 'timers', 'sockets'] as const).map((name) => {
      const [early = 0, late = 0] = splitEvenly(warm, 2).map((half) =>
        median(half.map((sample) => sample[name])),
      );
      return judge(`${name} (median ${late})`, late - early, MAX_GROWTH, 'more than before');
    }),
    judge('failed requests', failed, 0, ''),
    judge('warnings about listeners', log.split('MaxListenersExceeded').length - 1, 0, ''),
  ];
  console.log(
    `       resident memory ${first.residentMb.toFixed(0)} to ${last.residentMb.toFixed(0)} MB`,
  );
  return verdicts.every(Boolean);
}

function judge(what: string, found: number, most: number, unit: string): boolean {
  const met = found <= most;
  console.log(`${met ? 'met   ' : 'MISSED'} ${what}: ${found.toFixed(2)} ${unit}, at most ${most}`);
  return met;
}

type Point = { readonly atMs: number; readonly value: number };

/** Of the line with the least squares, per millisecond. Pure. */
export function slope(points: readonly Point[]): number {
  const meanAt = average(points.map(({ atMs }) => atMs));
  const meanValue = average(points.map(({ value }) => value));
  const above = points.reduce(
    (sum, { atMs, value }) => sum + (atMs - meanAt) * (value - meanValue),
    0,
  );
  const below = points.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function splitEvenly<T>(values: readonly T[], parts: number): readonly (readonly T[])[] {
  const size = values.length / parts;
  return Array.from({ length: parts }, (_, index) =>
    values.slice(Math.floor(index * size), Math.floor((index + 1) * size)),
  );
}
