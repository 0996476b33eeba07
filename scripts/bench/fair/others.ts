import { setTimeout as wait } from 'node:timers/promises';
import type { Product } from './product';

export type Asked = {
  /** Of the answers, in ms. */
  readonly times: readonly number[];
  readonly failed: number;
};

const REQUESTS = 400;
/** People read what they asked for. */
const PAUSE_MS = 10;

/** Everyone else in turn asks for the newest page of the list. */
export async function askAsOthers({ origin, others }: Product): Promise<Asked> {
  const times: number[] = [];
  for (let at = 0; at < REQUESTS; at += 1) {
    const cookie = others[at % others.length] ?? '';
    const begunAt = performance.now();
    const answer = await fetch(`${origin}/api/runs`, { headers: { cookie } });
    await answer.arrayBuffer();
    if (answer.status === 200) times.push(performance.now() - begunAt);
    await wait(PAUSE_MS);
  }
  return { times, failed: REQUESTS - times.length };
}

/** How long after a moment someone else's export gives its first bytes, in seconds. */
export async function waitForExport({ origin, others }: Product, begunAt: number): Promise<number> {
  const seconds = () => (performance.now() - begunAt) / 1_000;
  while (seconds() < 120) {
    const leaving = new AbortController();
    const answer = await fetch(`${origin}/api/runs/export.csv`, {
      headers: { cookie: others[0] ?? '' },
      signal: leaving.signal,
    });
    const begun = answer.status === 200;
    if (begun) await answer.body?.getReader().read();
    leaving.abort();
    if (begun) return seconds();
    await wait(500);
  }
  return seconds();
}
