/** As long as a session lasts without being used. */
const KEEP_MS = 15 * 60 * 1000;
const KEY = 'snapgate-ticks';

type Kept = { readonly plan: string; readonly keys: readonly string[]; readonly at: number };

/**
 * Ticks are kept in the tab for a while, so that signing in again loses none. They count only for
 * the very plan that they were made for.
 */
export function keepTicks(plan: string, keys: ReadonlySet<string>): void {
  try {
    const kept: Kept = { plan, keys: [...keys], at: Date.now() };
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: the ticks are made again after signing in.
  }
}

export function readKeptTicks(plan: string): ReadonlySet<string> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '') as Kept;
    const counts = kept.plan === plan && Date.now() - kept.at < KEEP_MS;
    return new Set(counts ? kept.keys : []);
  } catch {
    return new Set();
  }
}
