/** How long one thing took, many times. Milliseconds. */
export type Times = { readonly p50: number; readonly p95: number };

export function summarizeTimes(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

export async function timeOne(work: () => Promise<unknown>): Promise<number> {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
}

/** Several ways to rows, taken in turns, so that all meet the same machine. */
export async function timeInTurns<T, Way extends string>(
  samples: readonly T[],
  ways: Readonly<Record<Way, (sample: T) => Promise<unknown>>>,
): Promise<Readonly<Record<Way, Times>>> {
  const names = Object.keys(ways) as Way[];
  for (const sample of samples.slice(0, WARM_UP)) {
    for (const name of names) await ways[name](sample);
  }
  const times = new Map<Way, number[]>(names.map((name) => [name, []]));
  for (const sample of samples) {
    for (const name of names) times.get(name)?.push(await timeOne(() => ways[name](sample)));
    // Another one first each time: what comes after a slow way must not always be the same.
    names.push(...names.splice(0, 1));
  }
  return Object.fromEntries(
    names.map((name) => [name, summarizeTimes(times.get(name) ?? [])]),
  ) as Record<Way, Times>;
}

const WARM_UP = 100;

export function formatTimes({ p50, p95 }: Times): string {
  return `p50 ${p50.toFixed(1).padStart(7)} ms  p95 ${p95.toFixed(1).padStart(7)} ms`;
}
