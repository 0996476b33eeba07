import { createHash, type Hash } from 'node:crypto';

/** The last event that a run had on one day. */
export type DayTail = { readonly day: string; readonly seq: number; readonly hash: string };

/** What a closed day says: how many runs changed, and one hash over where their chains stood. */
export type DayState = { readonly runs: number; readonly chains: string };

export type DayDigests = {
  /** Runs must come in the order of their ids. */
  add(runId: string, tails: Iterable<DayTail>): void;
  stateOf(day: string): DayState;
};

/**
 * One running SHA-256 per day over a line `<run> <seq> <hash>` for each run that changed on it, as
 * the closing of the day makes it in SQL. So many hashes as days, however many runs there are.
 */
export function createDayDigests(): DayDigests {
  const days = new Map<string, { runs: number; readonly hash: Hash }>();
  return {
    add(runId, tails) {
      for (const { day, seq, hash } of tails) {
        const known = days.get(day) ?? { runs: 0, hash: createHash('sha256') };
        known.runs += 1;
        known.hash.update(`${runId} ${seq} ${hash}\n`);
        days.set(day, known);
      }
    },
    stateOf(day) {
      const known = days.get(day);
      const hash = known?.hash.copy() ?? createHash('sha256');
      return { runs: known?.runs ?? 0, chains: hash.digest('hex') };
    },
  };
}
