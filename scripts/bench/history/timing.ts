/** How long one thing took, many times. Milliseconds. */
export type Times = { readonly p50: number; readonly p95: number };

export function summariseTimes(times: readonly number[]): Times {
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

/** Two ways to the same rows, taken in turns, so that both meet the same machine. */
export async function timeInTurns<T>(
  samples: readonly T[],
  ours: (sample: T) => Promise<unknown>,
  bare: (sample: T) => Promise<unknown>,
): Promise<{ readonly ours: Times; readonly bare: Times }> {
  const times = { ours: [] as number[], bare: [] as number[] };
  for (const sample of samples.slice(0, WARM_UP)) {
    await ours(sample);
    await bare(sample);
  }
  for (const [index, sample] of samples.entries()) {
    const order = index % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const way of order) {
      times[way].push(await timeOne(() => (way === 'ours' ? ours(sample) : bare(sample))));
    }
  }
  return { ours: summariseTimes(times.ours), bare: summariseTimes(times.bare) };
}

const WARM_UP = 20;

export function formatTimes({ p50, p95 }: Times): string {
  return `p50 ${p50.toFixed(1).padStart(7)} ms  p95 ${p95.toFixed(1).padStart(7)} ms`;
}
